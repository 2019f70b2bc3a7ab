"""Under torch.compile: one graph, all derivatives, and no graph anew for another parameter or batch."""

import formulario as F
import pytest
import torch
from torch._dynamo.testing import CompileCounter

from .cases import CASES, LEARNED, one_each
from .nestings import applied, gradient, intermediate, jacobian, mapped, nested, pushed_forward, weighed

pytestmark = [
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss"),
    pytest.mark.filterwarnings("ignore:There is a performance drop"),
]

OF_EACH_KIND = ("gelu", "prelu", "log_softmax", "huber_loss", "cross_entropy")
WITHIN = {
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


def held(case, operator) -> None:
    """The operator of ours under torch.compile against that of torch's, if that can be derived so, outside of it."""
    made = torch.compile(operator(intermediate(case.ours, case.real), case.real), backend="eager", fullgraph=True)
    try:
        expected = applied(operator, case, case.theirs)()
    except RuntimeError:
        expected = applied(operator, case, case.ours)()
    close(made(*case.tensors), expected)


@every_function
def test_second_derivatives_within_the_graph(case):
    held(case, nested(mapped, gradient, gradient))


@pytest.mark.parametrize("nesting", WITHIN)
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_derivatives_within_the_graph(name, nesting):
    case = next(case for case in CASES if case.function == name)
    if nesting == "hessian" and len(case.real) > 1 and not compiles_a_hessian_by_two():
        pytest.skip("this torch compiles no Hessian by two tensors, of no function")
    held(case, WITHIN[nesting])


def compiles_a_hessian_by_two() -> bool:
    product = torch.func.hessian(lambda x, y: (x * y).sum(), argnums=(0, 1))
    try:
        torch.compile(product, backend="eager", fullgraph=True)(torch.ones(2), torch.ones(2))
    except torch._dynamo.exc.UserError:
        return False
    return True


def wanted(case) -> list[torch.Tensor]:
    return [tensor.clone().requires_grad_(place in case.real) for place, tensor in enumerate(case.tensors)]


def derivatives(case, tensors, value, twice: bool) -> list[torch.Tensor]:
    """Value, first and, if wanted, second derivatives by autograd, from outside of the function."""
    real = [tensors[place] for place in case.real]
    first = torch.autograd.grad(weighed(value), real, create_graph=twice, retain_graph=True)
    bent = sum(map(weighed, first))
    if not (twice and bent.requires_grad):
        return [value, *first]
    return [value, *first, *torch.autograd.grad(bent, real, allow_unused=True, materialize_grads=True)]


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
    inputs = [wanted(case) for case in cases]
    twice = backend == "eager"  # what is compiled ahead of time is not derived twice, says torch
    for case, tensors, value in zip(cases, inputs, compiled(inputs), strict=True):
        plain = wanted(case)
        expected = derivatives(case, plain, intermediate(case.theirs, case.real)(*plain), twice)
        actual = derivatives(case, tensors, value, twice)
        close(actual, (expected + [torch.zeros_like(tensors[place]) for place in case.real])[: len(actual)])


def test_inductor():
    """The backend of every day, for functions of each kind in one graph."""
    names = ("relu", "gelu", "softplus", "hardtanh", "prelu", "log_softmax", "cross_entropy", "huber_loss", "kl_div")
    cases = [case for case in one_each(CASES) if case.function in names]

    def bent(function, case, tensors):
        return nested(gradient, gradient)(function, case.real)(*tensors)

    def all_of(inputs):
        return [bent(case.ours, case, tensors) for case, tensors in zip(cases, inputs, strict=True)]

    expected = [bent(case.theirs, case, case.tensors) for case in cases]
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
    assert graphs(case.ours, calls) <= 2


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
    """But the one for any number, which the second one asks for."""
    option, values = NUMBERS[name]
    case = next(case for case in CASES if case.function == name)
    tensors = case.tensors[:2] if "loss" in name or "entropy" in name else case.tensors[:1]
    more = {"threshold": 0.5} if name == "threshold" else {}
    calls = [(tensors, {option: value, **more}) for value in values]
    assert graphs(getattr(F, name), calls) <= 2


def test_a_function_that_is_lost_would_be_seen():
    """With the slope alone in the graph, the second derivative would be 0."""
    x = torch.tensor(0.5, dtype=torch.float64)
    second = torch.compile(torch.func.grad(torch.func.grad(lambda x: F.tanh(2 * x))), backend="eager", fullgraph=True)
    t = torch.tanh(2 * x)
    close(second(x), -8 * t * (1 - t * t))
