r"""The last layer of a classifier with very many classes, and for each row the log-probability of one class.

The scores are made tile by tile, some classes for all rows, and a tile stays in the cache until all is done with it.
What is left of a row is its own score :math:`s` and the soft maximum :math:`t` of the others. The log-probability
:math:`\operatorname{LogSigmoid}(s - t)` is right also where it is so near 0 that a sum with 1 would lose it.
The way back makes the tiles again, unless there are fewer rows than features: then all scores together need less memory
than the weights, and are kept.
"""

from itertools import pairwise, zip_longest
from math import inf
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear, logsigmoid

from formulario._core.computed import Needed, computed
from formulario._core.dtypes import to_compute_dtype, under_autocast
from formulario.activations.softargmax import log_softmax
from formulario.kernels import plain

TILE = {"cpu": 2**19}
"""How many scores are made at once: what the cache of a CPU holds, and more on other devices."""
NARROW = 16
"""A product with fewer columns is computed faster as its transpose."""


class _Tile(NamedTuple):
    """Some classes, the rows whose own class is among them, and the column where that is."""

    classes: slice
    rows: slice
    column: Tensor


def linear_log_probability(x: Tensor, weight: Tensor, bias: Tensor | None, place: Tensor) -> Tensor:
    r"""The logarithm of the probability of one class for each row, of the scores :math:`W x + b`.

    :param x: features, (N, d).
    :param weight: the weights of the layer, (C, d).
    :param bias: its bias, (C,), or None.
    :param place: the classes, (N,), in rising order.
    :returns: N numbers, in the dtype that is computed in.

    >>> linear_log_probability(torch.eye(2), torch.eye(3, 2), None, torch.tensor([0, 2]))
    tensor([-0.5514, -1.5514])
    """
    if under_autocast(x):
        dtype = torch.get_autocast_dtype(x.device.type)
        x, weight, bias = x.to(dtype), weight.to(dtype), None if bias is None else bias.to(dtype)
    if not plain(*(one for one in (x, weight, bias, place) if one is not None)):
        return _plain(x, weight, bias, place)
    return computed(_ByTiles(), x, weight, bias, place)


def _plain(x: Tensor, weight: Tensor, bias: Tensor | None, place: Tensor) -> Tensor:
    """The definition."""
    scores = to_compute_dtype(linear(x, weight, bias))
    return log_softmax(scores, dim=1).gather(1, place[:, None])[:, 0]


class _ByTiles:
    definition = staticmethod(_plain)
    tiles: list[_Tile]

    def value(self, needed: Needed, x: Tensor, weight: Tensor, bias: Tensor | None, place: Tensor) -> list[Tensor]:
        """The log-probabilities, what they are made of and, for few rows, the exponentials of all scores."""
        self.tiles = _tiles(x, weight, place)
        own, soft_maxima = [], []
        kept: list[Tensor] = []
        for tile in self.tiles:
            scores, score = _scores(tile, x, weight, bias)
            top = scores.amax(1, keepdim=True).clamp_(min=torch.finfo(scores.dtype).min)  # −∞ less itself would be NaN
            exponentials = scores.sub_(top).exp_()
            own.append(score)
            soft_maxima.append(exponentials.sum(1, keepdim=True).log_().add_(top))
            if any(needed[:2]) and len(x) <= x.shape[1]:
                kept += top, exponentials
        one = len(own) == 1
        others = soft_maxima[0] if one else torch.logsumexp(torch.stack(soft_maxima), 0)
        lead = (own[0] if one else torch.cat(own)).sub_(others)
        return [logsigmoid(lead)[:, 0], others, lead, *kept]

    def gradients(
        self, upstream: Tensor, needed: Needed, x: Tensor, weight: Tensor, bias: Tensor | None, place: Tensor,
        others: Tensor, lead: Tensor, *kept: Tensor,
    ) -> list[Tensor | None]:
        """The gradients by features, weights and bias."""
        by_x = torch.zeros_like(x) if needed[0] else None
        by_weight = torch.empty_like(weight) if needed[1] else None
        by_bias = torch.empty_like(bias) if bias is not None and needed[2] else None
        # −p for the other classes; for its own 1 − p, which is the sum of the others.
        own = torch.sigmoid(-lead).mul_(upstream[:, None])
        others = others.clamp(min=torch.finfo(others.dtype).min)  # where there are no others, −∞ less itself is NaN
        for tile, top, exponentials in zip_longest(self.tiles, kept[::2], kept[1::2]):
            if kept:
                slopes = exponentials * (top - others).exp_().mul_(-own)
            else:
                slopes = _scores(tile, x, weight, bias)[0].sub_(others).exp_().mul_(-own)
            slopes[tile.rows].scatter_(1, tile.column, own[tile.rows])
            slopes = slopes.to(x.dtype)
            if by_x is not None:
                by_x += _product(slopes, weight[tile.classes])
            if by_weight is not None:
                _product(slopes.T, x, out=by_weight[tile.classes])
            if by_bias is not None:
                torch.sum(slopes, 0, out=by_bias[tile.classes])
        return [by_x, by_weight, by_bias, None]


def _tiles(x: Tensor, weight: Tensor, place: Tensor) -> list[_Tile]:
    width = max(TILE.get(x.device.type, 2**26) // max(len(x), 1), 64)
    if len(weight) <= width:
        return [_Tile(slice(None), slice(None), place[:, None])]
    starts = range(0, len(weight), width)
    ends = torch.searchsorted(place, place.new_tensor([*starts, len(weight)])).tolist()
    return [
        _Tile(slice(start, start + width), slice(first, last), place[first:last, None] - start)
        for start, (first, last) in zip(starts, pairwise(ends), strict=True)
    ]


def _scores(tile: _Tile, x: Tensor, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor]:
    """The scores of a tile, with minus infinity in the place of each row's own class; and the scores from there."""
    scores = to_compute_dtype(linear(x, weight[tile.classes], None if bias is None else bias[tile.classes]))
    own = scores[tile.rows].gather(1, tile.column)
    scores[tile.rows].scatter_(1, tile.column, -inf)
    return scores, own


def _product(a: Tensor, b: Tensor, out: Tensor | None = None) -> Tensor:
    """The matrix product."""
    if b.shape[1] >= NARROW:
        return torch.mm(a, b, out=out)
    product = (b.T @ a.T).T
    return product if out is None else out.copy_(product)
