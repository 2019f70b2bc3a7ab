"""Under torch.compile: one graph, all derivatives, and no graph anew for another parameter or batch."""

from functools import partial

import formulario as F
import pytest
import torch
import torch.nn.functional as TF
from torch._dynamo.testing import CompileCounter

from .cases import CASES, LEARNED, one_each
from .nestings import ONCE, applied, gradient, intermediate, jacobian, mapped, nested, pushed_forward, weighed

pytestmark = [
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss"),
    pytest.mark.filterwarnings("ignore:There is a performance drop"),
]

WITHIN = {
    "grad grad": nested(gradient, gradient),
    "hessian": jacobian(torch.func.hessian),
    "vmap grad": nested(mapped, gradient),
    "jvp grad": nested(pushed_forward, gradient),
}
every_function = pytest.mark.parametrize("case", one_each(CASES), ids=lambda case: case.function)


@pytest.fixture(autouse=True)
def nothing_compiled_before():
    torch.compiler.reset()


def close(actual, expected, tolerance: float = 1e-9) -> None:
    torch.testing.assert_close(actual, expected, rtol=tolerance, atol=tolerance)


@every_function
def test_derivatives_within_the_graph(case):
    """torch.compile(grad(grad(f))) and its like, all in one graph."""
    def all_of(function):
        return [operator(intermediate(function, case.real), case.real)(*case.tensors) for operator in WITHIN.values()]

    expected = []
    for operator in WITHIN.values():
        try:
            expected.append(applied(operator, case, case.theirs)())
        except RuntimeError:  # torch's function does not stand it
            expected.append(applied(operator, case, case.ours)())
    close(torch.compile(all_of, backend="eager", fullgraph=True)(case.ours), expected)


def derivatives(function, case, twice: bool):
    """Value, first and, if wanted, second derivatives by autograd, from outside of the function."""
    tensors = [tensor.clone().requires_grad_(place in case.real) for place, tensor in enumerate(case.tensors)]
    real = [tensors[place] for place in case.real]
    value = function(*tensors)
    first = torch.autograd.grad(weighed(value), real, create_graph=twice)
    bent = sum(map(weighed, first))
    second = torch.autograd.grad(bent, real, allow_unused=True, materialize_grads=True) if twice and bent.grad_fn else ()
    return value, *first, *second


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_derivatives_of_the_graph(backend):
    """All functions of the library in one graph."""
    cases = one_each(CASES)
    compiled = torch.compile(
        lambda inputs: [
            intermediate(case.ours, case.real)(*tensors) for case, tensors in zip(cases, inputs, strict=True)
        ],
        backend=backend, fullgraph=True,
    )
    inputs = [
        [tensor.clone().requires_grad_(place in case.real) for place, tensor in enumerate(case.tensors)]
        for case in cases
    ]
    twice = backend == "eager"  # what is compiled ahead of time is not derived twice, says torch
    for case, tensors, value in zip(cases, inputs, compiled(inputs), strict=True):
        real = [tensors[place] for place in case.real]
        first = torch.autograd.grad(weighed(value), real, create_graph=twice, retain_graph=True)
        found = [value, *first]
        if twice and (bent := sum(map(weighed, first))).requires_grad:
            found += torch.autograd.grad(bent, real, allow_unused=True, materialize_grads=True)
        close(found, list(derivatives(intermediate(case.theirs, case.real), case, twice))[: len(found)])


def test_inductor():
    """The backend of every day, for functions of each kind in one graph."""
    names = ("relu", "gelu", "softplus", "hardtanh", "prelu", "log_softmax", "cross_entropy", "huber_loss", "kl_div")
    cases = [case for case in one_each(CASES) if case.function in names]

    def all_of(inputs):
        return [
            operator(case.ours, case.real)(*tensors)
            for case, tensors in zip(cases, inputs, strict=True) for operator in (gradient, nested(gradient, gradient))
        ]

    expected = [operator(case.theirs, case.real)(*case.tensors) for case in cases for operator in (gradient, nested(gradient, gradient))]
    close(torch.compile(all_of, fullgraph=True)([case.tensors for case in cases]), expected)


def graphs(function, calls) -> int:
    """How many graphs are made for some calls."""
    torch.compiler.reset()
    counter = CompileCounter()
    compiled = torch.compile(function, backend=counter, fullgraph=True)
    for tensors, options in calls:
        compiled(*tensors, **options)
    return counter.frame_count


@every_function
def test_another_batch_needs_no_other_graph(case):
    """But the one for any size, which the second size asks for."""
    def batch(count: int) -> tuple:
        batched = [tensor.repeat(count, *[1] * (tensor.dim() - 1)) for tensor in case.tensors]
        return tuple(batched if case not in LEARNED else [batched[0], *case.tensors[1:]])

    calls = [(batch(count), {}) for count in (2, 4, 6, 8)]
    if case.constants:
        calls = [((*tensors[: -case.constants], *case.tensors[-case.constants :]), {}) for tensors, _ in calls]
    assert graphs(case.ours, calls) <= max(2, graphs(case.theirs, calls))


NUMBERS = {
    "leaky_relu": ("negative_slope", (0.1, 0.2, 0.3, 0.4)),
    "rrelu": ("upper", (0.4, 0.5, 0.6, 0.7)),
    "softplus": ("beta", (0.5, 1.5, 2.5, 3.5)),
    "elu": ("alpha", (0.5, 1.5, 2.5, 3.5)),
    "celu": ("alpha", (0.5, 1.5, 2.5, 3.5)),
    "hardtanh": ("max_val", (0.5, 1.5, 2.5, 3.5)),
    "threshold": ("value", (0.5, 1.5, 2.5, 3.5)),
    "softshrink": ("lambd", (0.5, 1.5, 2.5, 3.5)),
    "hardshrink": ("lambd", (0.5, 1.5, 2.5, 3.5)),
    "smooth_l1_loss": ("beta", (0.5, 1.5, 2.5, 3.5)),
    "huber_loss": ("delta", (0.5, 1.5, 2.5, 3.5)),
    "cross_entropy": ("label_smoothing", (0.1, 0.2, 0.3, 0.4)),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_another_parameter_needs_no_other_graph(name):
    """Nor more graphs than torch's function."""
    option, values = NUMBERS[name]
    case = next(case for case in CASES if case.function == name)
    tensors = case.tensors[:2] if "loss" in name or "entropy" in name else case.tensors[:1]
    more = {"threshold": 0.5} if name == "threshold" else {}
    calls = [(tensors, {option: value, **more}) for value in values]
    assert graphs(getattr(F, name), calls) <= max(2, graphs(getattr(TF, name), calls))


def test_a_function_that_is_lost_would_be_seen():
    """With the slope alone in the graph, the second derivative would be 0."""
    x = torch.tensor(0.5, dtype=torch.float64)
    second = torch.compile(torch.func.grad(torch.func.grad(lambda x: F.tanh(2 * x))), backend="eager", fullgraph=True)
    close(second(x), torch.tensor(-2.558836053884, dtype=torch.float64))
