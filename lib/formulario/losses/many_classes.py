r"""Softmax for very many classes: a shortlist of the frequent ones, and clusters of the rare ones behind it."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.func import debug_unwrap

from formulario._core import sharded_classes
from formulario._core.arguments import require_floating, require_parameter
from formulario._core.assertions import can_look
from formulario._core.autograd import traced
from formulario._core.cutoffs import fractions_of_the_first, most_clusters, places_to_cut, require_cost
from formulario._core.dtypes import result_dtype, to_compute_dtype
from formulario._core.overridable import overridable
from formulario._core.sharded import sharded
from formulario._core.targets import require_device, require_integers, require_range
from formulario.activations.softargmax import log_softmax
from formulario.losses._tiles import linear_log_probability
from formulario.losses.information import cross_entropy

__all__ = ["AdaptiveLogSoftmaxWithLoss", "adaptive_log_softmax", "best_cutoffs"]


@overridable
def adaptive_log_softmax(head: Tensor, *tails: Tensor) -> Tensor:
    r"""Log-probabilities of all classes, on two levels: a shortlist with clusters, and the classes inside each.

    The equation shows a shortlist of :math:`a` classes and two clusters, of :math:`b` and :math:`c` classes.

    .. equation::
       :where: h real[a + 2]; s real[b]; t real[c]; i class(a + b + c); a in 1; b in 3; c in 2

       \operatorname{AdaptiveLogSoftmax}(h, s, t)_i =
       \begin{cases}
       \operatorname{LogSoftmax}(h)_i & \text{if } i \le a \\
       \operatorname{LogSoftmax}(h)_{a+1} + \operatorname{LogSoftmax}(s)_{i-a} & \text{if } a < i \le a + b \\
       \operatorname{LogSoftmax}(h)_{a+2} + \operatorname{LogSoftmax}(t)_{i-a-b} & \text{otherwise}
       \end{cases}

    :param head: floating-point numbers, of any shape. The last dimension holds the scores (logits) of the shortlist,
        and after them one score for each cluster.
    :param tails: for each cluster the scores of its classes, along the last dimension; other dimensions as in ``head``.
    :returns: a tensor with one number for each class along the last dimension, and of the dtype of ``head``.
    :raises TypeError: if ``head`` or a tail is not a tensor of floating-point numbers, or they differ in dtype or
        device.
    :raises ValueError: if ``head`` has no scores for a shortlist, or a tail differs from it in another dimension than
        the last.

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
    r"""Layer and loss for very many classes of which a few are frequent; see :func:`adaptive_log_softmax`.

    The classes are numbered by frequency, 0 for the most frequent one. The first cutoff ends the shortlist, each
    further one a cluster; the last cluster ends with the classes. Parameters have torch's names and shapes, so weights
    can be loaded either way.

    :param in_features: the length :math:`d` of an input.
    :param n_classes: the number of classes.
    :param cutoffs: rising whole numbers between 0 and ``n_classes``.
    :param div_value: the classes of cluster :math:`k` are scored on :math:`\lfloor d / q^k \rfloor` features, and this
        is :math:`q`, any positive number that leaves each cluster at least one feature.
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
        """The log-probability of each target, and the loss, the negative mean of these.

        :param input: features, (N, d), or (d,) for a single example.
        :param target: the classes, (N,) or ().
        :returns: a named tuple of the two, ``output`` and ``loss``.
        :raises TypeError: if ``input`` is not a tensor of floating-point numbers, or ``target`` not one of integers.
        :raises ValueError: if shapes or devices do not fit, or if ``target`` holds a number that is no class.
        """
        if sharded(input, target):
            output, mean = sharded_classes.output_and_mean(self, input, target)
            return _OutputAndLoss(output, -mean)
        self._require_input(input)
        self._require_target(target, input)
        if _values_unknown(target):
            output = self._log_probabilities(input).gather(-1, target.long()[..., None])[..., 0]
        else:
            picked = self._picked_log_probabilities
            if traced():  # by Dynamo, which like torch's module stops here for the counts of targets
                picked = torch.compiler.disable(picked)  # type: ignore[no-untyped-call]
            output = picked(input.reshape(-1, self.in_features), target.reshape(-1).long()).reshape(target.shape)
        dtype = result_dtype(input, input)
        return _OutputAndLoss(output.to(dtype), -output.mean().to(dtype))

    def _picked_log_probabilities(self, x: Tensor, target: Tensor) -> Tensor:
        """The log-probability of each target. Only clusters with a target are scored, for the rows with one there."""
        classes, order = target.sort()
        x = x.index_select(0, order)
        ends = torch.searchsorted(classes, classes.new_tensor(self.cutoffs)).tolist()
        place, tails = classes.clone(), []
        for number, (tail, (start, end)) in enumerate(zip(self.tail, pairwise(ends), strict=True)):
            if start < end or _in_company():
                place[start:end] = self.shortlist_size + number
                tails.append(_log_probability(tail, x[start:end], classes[start:end] - self.cutoffs[number]))
        output = _log_probability(self.head, x, place)
        if tails:
            output = output + torch.cat([output.new_zeros(ends[0]), *tails])
        return torch.empty_like(output).scatter(0, order, output)

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes, (N, classes) or (classes,); every cluster is scored.

        :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
        :raises ValueError: if ``input`` has another shape than (N, d) or (d,).
        """
        self._require_input(input)
        return self._log_probabilities(input).to(result_dtype(input, input))

    def _log_probabilities(self, input: Tensor) -> Tensor:
        return adaptive_log_softmax(*(to_compute_dtype(layer(input)) for layer in (self.head, *self.tail)))

    @torch.no_grad()
    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of each example, (N,) or ().

        :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
        :raises ValueError: if ``input`` has another shape than (N, d) or (d,).
        """
        self._require_input(input)
        # Which clusters may hold it depends on values, which have to be here.
        if sharded(input, *self.parameters()) or not can_look(input):
            return self._log_probabilities(input).argmax(dim=-1)
        x = input.reshape(-1, self.in_features)
        head = log_softmax(to_compute_dtype(self.head(x)), dim=-1)
        best, choice = head[:, : self.shortlist_size].max(dim=-1)
        for number, tail in enumerate(self.tail):
            # No class is more probable than its cluster.
            of_cluster = head[:, self.shortlist_size + number]
            hopeful = (of_cluster > best).nonzero()[:, 0]
            if len(hopeful):
                within, place = log_softmax(to_compute_dtype(tail(x[hopeful])), dim=-1).max(dim=-1)
                found = of_cluster[hopeful] + within
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
        if not _values_unknown(target):
            require_range("AdaptiveLogSoftmaxWithLoss", target, self.n_classes, remedy)


def best_cutoffs(
    frequencies: Tensor | Sequence[float],
    in_features: int,
    clusters: int | None = None,
    *,
    div_value: float = 4.0,
    batch_size: int = 128,
    least: float = 1e6,
) -> list[int]:
    r"""The cutoffs for :class:`AdaptiveLogSoftmaxWithLoss` that cost least, by a model of the time like the paper's.

    Of :math:`n` classes, :math:`c_1` are in the shortlist. Cluster :math:`i` of :math:`J` ends at :math:`c_{i+1}`, the
    last one at :math:`n`. It is scored on :math:`d_i = \lfloor d / q^i \rfloor` features, for a fraction :math:`p_i` of
    the :math:`B` examples. The cost of a step is counted in multiplications: a matrix with :math:`m` of them costs
    :math:`g(m) = \lambda + \max(\lambda, m)`, because starting takes time, and a small matrix is no faster than one
    with :math:`\lambda`.

    .. equation::
       :kind: identity
       :unchecked: the model of the cost; the function returns where it is least

       T(c_1, \dots, c_J) = g(B d (c_1 + J)) + \sum_{i=1}^J g(p_i B d_i (d + c_{i+1} - c_i))

    The minimum is found by dynamic programming over possible cutoffs: all up to a hundred, and from there on such as
    differ by about one in a hundred.

    :param frequencies: how often each class occurs, or how probable it is; the most frequent class first. Any numbers
        of 0 or more, not all of them 0.
    :param in_features: :math:`d`, the length of an input.
    :param clusters: :math:`J`; None takes the best number from 1 to 5.
    :param div_value: :math:`q`, as the layer takes it.
    :param batch_size: :math:`B`, the examples in a step.
    :param least: :math:`\lambda`, how many multiplications take as long as the smallest matrix. The default suits a
        core of a CPU; for a GPU take a thousand times as many.
    :returns: :math:`c_1, \dots, c_J`, rising.
    :raises TypeError: if ``frequencies`` is no vector of numbers.
    :raises ValueError: if the frequencies rise anywhere, one is negative or not finite, all are 0, or there are fewer
        than two; or if another argument is out of its domain.

    >>> zipf = [1 / rank for rank in range(1, 1_000_001)]
    >>> best_cutoffs(zipf, in_features=128)
    [76, 4050, 72568]
    >>> best_cutoffs(zipf, in_features=128, clusters=1)
    [18382]
    """
    fractions = fractions_of_the_first(frequencies)
    classes = len(fractions) - 1
    most = most_clusters(classes, in_features, div_value)
    require_cost(clusters, most, batch_size, least)
    places = places_to_cut(classes)
    before, ends = fractions[places], places.double()
    found = []
    for number in range(1, min(most, 5) + 1) if clusters is None else (clusters,):
        head = batch_size * in_features * (ends + number)
        cost, origins = least + head.clamp(min=least), []
        for width in _widths(in_features, div_value, number):
            # From each place to each later one: what a cluster between them costs, after the cheapest way there.
            work = (before - before[:, None]) * batch_size * width * (in_features + ends - ends[:, None])
            total = cost[:, None] + least + work.clamp(min=least)
            total = total.masked_fill((ends <= ends[:, None]) | (ends[:, None] == 0), inf)
            cost, behind = total.flip(0).min(0)  # of equal ones the last: more classes keep more features
            origins.append(len(ends) - 1 - behind)
        last, cutoffs = -1, []
        for origin in reversed(origins):
            last = int(origin[last])
            cutoffs.append(int(places[last]))
        found.append((float(cost[-1]), cutoffs[::-1]))
    return min(found)[1]


def _values_unknown(target: Tensor) -> bool:
    """Whether there are no targets to look at: they have none, or a graph is made for all that will come."""
    return (
        target.is_meta
        or debug_unwrap(target) is not target
        or type(target) is not Tensor
        or torch.jit.is_tracing()  # type: ignore[attr-defined, no-untyped-call]
        or torch.compiler.is_exporting()
        or torch._C._get_dispatch_mode(torch._C._TorchDispatchModeKey.PROXY) is not None
    )


def _in_company() -> bool:
    """Whether other processes may wait for a gradient: then all clusters have one, be it 0."""
    return torch.distributed.is_available() and torch.distributed.is_initialized()


def _log_probability(layer: nn.Module, x: Tensor, place: Tensor) -> Tensor:
    """The log-probability of one class for each row, by the scores of a layer; places rise."""
    hooked = layer._forward_hooks or layer._forward_pre_hooks or layer._backward_hooks or layer._backward_pre_hooks
    if type(layer) is nn.Sequential and not hooked:
        projection, scores = layer
        return _log_probability(scores, projection(x), place)
    if type(layer) is nn.Linear and not hooked:
        return linear_log_probability(x, layer.weight, layer.bias, place)
    x = to_compute_dtype(layer(x))
    if sharded(x):  # each device has the scores of some classes
        return sharded_classes.put_together(-cross_entropy(x, place, reduction="none"))
    return log_softmax(x, dim=1).gather(1, place[:, None])[:, 0]


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
