r"""Softmax for very many classes: a shortlist of the frequent ones, and clusters of the rare ones behind it."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

import torch
from torch import Tensor, nn

from formulario._core import sharded_classes
from formulario._core.arguments import require_floating, require_parameter
from formulario._core.autograd import differentiable
from formulario._core.dtypes import result_dtype, to_compute_dtype
from formulario._core.overridable import overridable
from formulario._core.sharded import sharded
from formulario._core.targets import require_device, require_integers, require_range
from formulario.activations.softargmax import log_softmax, softmax
from formulario.losses.information import cross_entropy

__all__ = ["AdaptiveLogSoftmaxWithLoss", "adaptive_log_softmax"]


@overridable
def adaptive_log_softmax(head: Tensor, *tails: Tensor) -> Tensor:
    r"""Logarithms of the shares of all classes, on two levels: a shortlist with clusters, and the classes of each.

    The equation shows a shortlist of :math:`a` classes and two clusters, of :math:`b` and :math:`c` classes.

    .. equation::
       :where: h real[a + 2]; s real[b]; t real[c]; i class(a + b + c); a in 1; b in 3; c in 2

       \operatorname{AdaptiveLogSoftmax}(h, s, t)_i =
       \begin{cases}
       \operatorname{LogSoftmax}(h)_i & \text{if } i \le a \\
       \operatorname{LogSoftmax}(h)_{a+1} + \operatorname{LogSoftmax}(s)_{i-a} & \text{if } a < i \le a + b \\
       \operatorname{LogSoftmax}(h)_{a+2} + \operatorname{LogSoftmax}(t)_{i-a-b} & \text{otherwise}
       \end{cases}

    :param head: floating-point numbers, of any shape. Along the last dimension stand the scores of the shortlist, and
        then one score for each cluster.
    :param tails: for each cluster the scores of its classes, along the last dimension; otherwise of the same shape.
    :returns: a tensor with one number for each class along the last dimension, and of the dtype of ``head``.
    :raises TypeError: if ``head`` or a tail is not a tensor of floating-point numbers, or they differ in dtype or
        device.
    :raises ValueError: if ``head`` has no scores for a shortlist, or a tail another shape but for the last dimension.

    >>> head = torch.tensor([2.0, 1.0, 0.0])
    >>> adaptive_log_softmax(head, torch.zeros(2)).exp()
    tensor([0.6652, 0.2447, 0.0450, 0.0450])

    Edouard Grave, Armand Joulin, Moustapha Cissé, David Grangier and Hervé Jégou, *Efficient softmax approximation for
    GPUs*, ICML 2017, arXiv 1609.04309.
    """
    _require_scores(head, tails)
    first = log_softmax(to_compute_dtype(head), dim=-1)
    shortlist = head.shape[-1] - len(tails)
    levels = [first[..., :shortlist]]
    for cluster, scores in enumerate(tails, start=shortlist):
        levels.append(first[..., cluster, None] + log_softmax(to_compute_dtype(scores), dim=-1))
    return torch.cat(levels, dim=-1).to(head.dtype)


class _OutputAndLoss(NamedTuple):
    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(nn.Module):
    r"""Layer and loss for very many classes, of which few are frequent; see :func:`adaptive_log_softmax`.

    The classes are numbered by frequency, 0 for the most frequent one. The first cutoff ends the shortlist, each
    further one a cluster; the last cluster ends with the classes. Parameters have torch's names and shapes, so weights
    can be loaded either way.

    :param in_features: the length :math:`d` of an input.
    :param n_classes: the number of classes.
    :param cutoffs: rising whole numbers between 0 and ``n_classes``.
    :param div_value: the classes of cluster :math:`k` are scored on :math:`\lfloor d / q^k \rfloor` features, and this
        is :math:`q`; any positive number that leaves each cluster a feature.
    :param head_bias: whether the scores of the head have a bias. Those of the clusters have none.
    :param device: where the weights live.
    :param dtype: the dtype of the weights.
    :raises ValueError: if ``cutoffs`` do not rise between 0 and ``n_classes``, or ``div_value`` leaves no feature.

    >>> _ = torch.manual_seed(0)
    >>> layer = AdaptiveLogSoftmaxWithLoss(in_features=16, n_classes=1000, cutoffs=[10, 100])
    >>> layer
    AdaptiveLogSoftmaxWithLoss(
      (head): Linear(in_features=16, out_features=12, bias=False)
      (tail): ModuleList(
        (0): Sequential(
          (0): Linear(in_features=16, out_features=4, bias=False)
          (1): Linear(in_features=4, out_features=90, bias=False)
        )
        (1): Sequential(
          (0): Linear(in_features=16, out_features=1, bias=False)
          (1): Linear(in_features=1, out_features=900, bias=False)
        )
      )
    )
    >>> output, loss = layer(torch.zeros(2, 16), torch.tensor([3, 700]))
    >>> output
    tensor([-2.4849, -9.2873], grad_fn=<...>)
    >>> loss
    tensor(5.8861, grad_fn=<...>)
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        bounds = _bounds(n_classes, cutoffs)
        widths = _widths(in_features, div_value, len(bounds) - 1)
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = bounds
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = bounds[0]
        self.n_clusters = len(bounds) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = nn.Linear(in_features, self.head_size, bias=head_bias, device=device, dtype=dtype)
        self.tail = nn.ModuleList(
            nn.Sequential(
                nn.Linear(in_features, width, bias=False, device=device, dtype=dtype),
                nn.Linear(width, end - start, bias=False, device=device, dtype=dtype),
            )
            for width, (start, end) in zip(widths, pairwise(bounds), strict=True)
        )

    def reset_parameters(self) -> None:
        """Draw all weights anew."""
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                layer.reset_parameters()

    def forward(self, input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """The log-probability of each target, and the mean of these numbers with the sign changed.

        :param input: features, (N, d), or (d,) for a single example.
        :param target: the classes, (N,) or ().
        :returns: a named tuple of the two, ``output`` and ``loss``.
        :raises TypeError: if ``input`` is not a tensor of floating-point numbers, or ``target`` not one of integers.
        :raises ValueError: if shapes or devices do not fit, or if ``target`` holds a number that is no class.
        """
        self._require_input(input)
        self._require_target(target, input)
        if sharded(input, target):
            output, mean = sharded_classes.output_and_mean(self, input, target)
            return _OutputAndLoss(output, -mean)
        x, classes = input.reshape(-1, self.in_features), target.reshape(-1).long().contiguous()
        # Only clusters with a target in this batch are scored, and only for the examples that have one there.
        cluster = torch.bucketize(classes, classes.new_tensor(self.cutoffs), right=True)
        place = torch.where(cluster == 0, classes, self.shortlist_size - 1 + cluster)
        output = _log_share(self.head(x).to(x.dtype), place)
        for number, tail in enumerate(self.tail, start=1):
            members = (cluster == number).nonzero()[:, 0]
            if len(members) or _in_company():
                within = _log_share(tail(x[members]).to(x.dtype), classes[members] - self.cutoffs[number - 1])
                output = output.index_add(0, members, within)
        dtype = result_dtype(input, input)
        return _OutputAndLoss(output.to(dtype).reshape(target.shape), -output.mean().to(dtype))

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes, (N, classes) or (classes,); every cluster is scored.

        :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
        :raises ValueError: if ``input`` has another shape than (N, d) or (d,).
        """
        self._require_input(input)
        return adaptive_log_softmax(*(scores(input).to(input.dtype) for scores in (self.head, *self.tail)))

    @torch.no_grad()
    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of each example, (N,) or ().

        :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
        :raises ValueError: if ``input`` has another shape than (N, d) or (d,).
        """
        self._require_input(input)
        if sharded(input, *self.parameters()):
            return self.log_prob(input).argmax(-1)
        x = input.reshape(-1, self.in_features)
        head = log_softmax(to_compute_dtype(self.head(x)), dim=-1)
        best, choice = head[:, : self.shortlist_size].max(dim=-1)
        for number, tail in enumerate(self.tail):
            # No class is more probable than its cluster.
            share = head[:, self.shortlist_size + number]
            hopeful = (share > best).nonzero()[:, 0]
            if len(hopeful):
                within, place = log_softmax(to_compute_dtype(tail(x[hopeful])), dim=-1).max(dim=-1)
                found = share[hopeful] + within
                better = found > best[hopeful]
                best[hopeful[better]] = found[better]
                choice[hopeful[better]] = place[better] + self.cutoffs[number]
        return choice.reshape(input.shape[:-1])

    def _require_input(self, input: Tensor) -> None:
        require_floating("AdaptiveLogSoftmaxWithLoss", input)
        if input.dim() not in (1, 2) or input.shape[-1] != self.in_features:
            d = self.in_features
            raise ValueError(
                f"AdaptiveLogSoftmaxWithLoss takes an input of shape (N, {d}) or ({d},); {tuple(input.shape)} came. "
                f"Flatten other dimensions: input.reshape(-1, {d})"
            )

    def _require_target(self, target: Tensor, input: Tensor) -> None:
        require_integers("AdaptiveLogSoftmaxWithLoss", target)
        if target.shape != input.shape[:-1]:
            raise ValueError(
                "AdaptiveLogSoftmaxWithLoss needs a target for each example; target "
                f"{tuple(target.shape)} came with input {tuple(input.shape)}. Reshape one of them"
            )
        require_device("AdaptiveLogSoftmaxWithLoss", input, target, "target")
        remedy = "Number the classes from 0, or raise n_classes"
        require_range("AdaptiveLogSoftmaxWithLoss", target, self.n_classes, remedy)


def _in_company() -> bool:
    """Whether other processes may wait for a gradient: then all clusters have one, be it 0."""
    return torch.distributed.is_available() and torch.distributed.is_initialized()


def _log_share(scores: Tensor, place: Tensor) -> Tensor:
    """From each row of scores, the logarithm of the share at one place: log-softmax without the rest of the row."""
    if sharded(scores):  # each device has those of some classes
        return -cross_entropy(to_compute_dtype(scores), place, reduction="none").full_tensor()
    place = place[:, None]

    def value(x: Tensor) -> Tensor:
        # As in log_softmax, the 1 of the largest number is kept apart, or the rest would be lost beside it.
        largest, where = x.max(dim=1, keepdim=True)
        rest = (x - largest).exp_().scatter_(1, where, 0).sum(dim=1, keepdim=True)
        return (x.gather(1, place) - largest - torch.log1p(rest))[:, 0]

    def vjp(x: Tensor, gradient: Tensor) -> Tensor:
        # −p for the other numbers; for this one 1 − p, which is the sum of the others.
        others = softmax(x, dim=1).scatter_(1, place, 0)
        gradient = gradient[:, None]
        return (others * -gradient).scatter_(1, place, others.sum(dim=1, keepdim=True) * gradient)

    def jvp(x: Tensor, tangent: Tensor) -> Tensor:
        return -(softmax(x, dim=1) * (tangent - tangent.gather(1, place))).sum(dim=1)

    return differentiable(to_compute_dtype(scores), value, vjp, jvp)


def _bounds(n_classes: int, cutoffs: Sequence[int]) -> list[int]:
    """Where the shortlist and the clusters end."""
    whole = all(hasattr(cutoff, "__index__") for cutoff in cutoffs)
    bounds = [0, *map(int, cutoffs), n_classes] if whole else []
    if len(bounds) < 3 or any(end <= start for start, end in pairwise(bounds)):
        raise ValueError(
            f"AdaptiveLogSoftmaxWithLoss needs cutoffs that are whole numbers, rise, and lie between 0 and n_classes; "
            f"cutoffs={list(cutoffs)} came with n_classes={n_classes}. Sort them, or leave out what is too much"
        )
    return bounds[1:]


def _widths(in_features: int, div_value: float, clusters: int) -> list[int]:
    """On how many features the classes of each cluster are scored."""
    widths = [int(in_features // div_value**k) for k in range(1, clusters + 1)] if 0 < div_value < inf else [0]
    require_parameter(
        "AdaptiveLogSoftmaxWithLoss", "div_value", div_value,
        f"a positive number that leaves a feature of {in_features} to each of {clusters} clusters", min(widths) > 0,
    )
    return widths


def _require_scores(head: Tensor, tails: tuple[Tensor, ...]) -> None:
    for scores in (head, *tails):
        require_floating("adaptive_log_softmax", scores)
    if head.dim() == 0 or head.shape[-1] <= len(tails):
        raise ValueError(
            "adaptive_log_softmax needs a head with scores for a shortlist, and one more for each cluster; "
            f"{tuple(head.shape)} came with {len(tails)} clusters. Hand over fewer clusters, or a longer head"
        )
    for scores in tails:
        if scores.shape[:-1] != head.shape[:-1]:
            raise ValueError(
                "adaptive_log_softmax needs scores of the same shape but for the last dimension; "
                f"{tuple(scores.shape)} came with a head {tuple(head.shape)}. Reshape one of them"
            )
        if (scores.dtype, scores.device) != (head.dtype, head.device):
            raise TypeError(
                "adaptive_log_softmax needs scores of one dtype, on one device; "
                f"{scores.dtype} on {scores.device} came with {head.dtype} on {head.device}. "
                "Convert them first: scores.to(head)"
            )
