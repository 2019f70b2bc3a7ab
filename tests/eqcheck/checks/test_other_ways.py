"""Functions that are right where they are usually tried, and wrong in another way in which users run them."""
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from eqcheck import FAILED, VERIFIED, verify
from eqcheck.checks.exhaustive import argument, exhaust
from eqcheck.checks.tally import Refuted
from eqcheck.semantics.case import DefinitionCase
from eqcheck.syntax.statement import Statement
from torch import Tensor

from ..stand_in import library, softplus

SQUARE = Statement("f", "definition", r"\operatorname{F}(x) = x^2", "x real in [-8, 8]")
SCALED = Statement("f", "definition", r"\operatorname{F}(x; a) = a^2 \tanh(x)", "x real; a in 1, 1/2, 2", "f(x, a)")
MEAN = Statement("f", "definition", r"\operatorname{F}(x) = \frac{1}{N} \sum_i x_i^2", "x real[N]; N in 4, 7")
SOFTPLUS = Statement("f", "definition", r"\operatorname{F}(x) = \log(1 + \exp x)", "x real in [0, 24]")


class OnlyForward(torch.autograd.Function):
    """A square whose slope takes no part in a graph."""

    @staticmethod
    def forward(ctx, x):
        ctx.kept = x.detach()
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        return 2 * ctx.kept * gradient.detach()


class OfSum(OnlyForward):
    """A square whose slope does not heed what comes back."""

    @staticmethod
    def backward(ctx, gradient):
        return 2 * ctx.kept * torch.ones_like(gradient)


class OtherBend(torch.autograd.Function):
    """A square whose slope has three times its slope."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (6 * x - 4 * x.detach())


class OtherParameter(torch.autograd.Function):
    """a² tanh x with the slope a by a."""

    @staticmethod
    def forward(ctx, x, a):
        ctx.save_for_backward(x, a)
        return a * a * torch.tanh(x)

    @staticmethod
    def backward(ctx, gradient):
        x, a = ctx.saved_tensors
        return gradient * a * a * (1 - torch.tanh(x)) * (1 + torch.tanh(x)), (gradient * a * torch.tanh(x)).sum()


def exactly(x: Tensor) -> Tensor:
    return x * x


def off(x: Tensor) -> Tensor:
    return 1.05 * x * x


def after(x: Tensor, count: int) -> Tensor:
    return torch.where(torch.arange(x.numel()).reshape(x.shape) < count, x * x, 1.05 * x * x)


def written_over(x: Tensor) -> Tensor:
    return x * x if x.requires_grad else x.mul_(x)


def tanh_scaled(x: Tensor, a: float) -> Tensor:
    """By exp, with digits where tanh has them, also in the slope."""
    return a * a * Tanh.apply(x)


class Tanh(torch.autograd.Function):
    """tanh with digits in its slope."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.tanh(x)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * 4 * torch.exp(F.logsigmoid(2 * x) + F.logsigmoid(-2 * x))


def mean(x: Tensor) -> Tensor:
    return (x * x).mean()


WRONG = [
    ("only without a gradient", SQUARE, lambda x: exactly(x) if x.requires_grad else off(x), "without a gradient)"),
    ("only under no_grad", SQUARE, lambda x: exactly(x) if torch.is_grad_enabled() else off(x), "under torch.no_grad)"),
    ("only in inference", SQUARE, lambda x: off(x) if torch.is_inference_mode_enabled() else exactly(x),
     "under torch.inference_mode)"),
    ("only for more than 1,000 numbers", SQUARE, lambda x: off(x) if x.numel() > 1000 else exactly(x),
     "given thousands of numbers"),
    ("only for more than 32,768 numbers", SQUARE, lambda x: off(x) if x.numel() > 2**15 else exactly(x),
     "given tens of thousands of numbers"),
    ("only from the 1,000th number on", SQUARE, lambda x: after(x, 1000), "given thousands of numbers"),
    ("only for no dimension", SQUARE, lambda x: exactly(x) if x.dim() else off(x), "given single numbers of no dim"),
    ("only in a matrix", SQUARE, lambda x: off(x) if x.dim() == 2 and x.shape[1] == 3 and len(x) else exactly(x),
     "given a transposed matrix"),
    ("only with gaps in memory", SQUARE, lambda x: off(x) if x.dim() and x.stride(-1) == 2 else exactly(x),
     "given every second number of an array"),
    ("only expanded", SQUARE, lambda x: off(x) if 0 in x.stride() and x.numel() else exactly(x), "given an expanded"),
    ("nothing for nothing", SQUARE, lambda x: exactly(x) if x.numel() else x.new_zeros(1), "given an empty array"),
    ("over its input", SQUARE, written_over, "writes over its input"),
    ("the same slope whatever comes back", SQUARE, lambda x: OfSum.apply(x), "gives another slope"),
    ("no second derivative", SQUARE, lambda x: OnlyForward.apply(x), "gives another second derivative"),
    ("another second derivative", SQUARE, lambda x: OtherBend.apply(x), "gives another second derivative"),
    ("another slope by a parameter", SCALED,
     lambda x, a: OtherParameter.apply(x, a) if isinstance(a, Tensor) else tanh_scaled(x, a),
     "gives another slope than the equation (float64, with a as an array)"),
    ("another value for a tensor", SCALED, lambda x, a: tanh_scaled(x, 1.5 if isinstance(a, Tensor) else a),
     "gives another value than the equation (float64, with a as an array)"),
    *((f"only in {name}", SQUARE, lambda x, dtype=dtype: off(x) if x.dtype == dtype else exactly(x), f"({name})")
      for name, dtype in (("float32", torch.float32), ("float16", torch.float16))),
    ("only in bfloat16, thousands of numbers", SQUARE,
     lambda x: 1.5 * x * x if x.dtype == torch.bfloat16 and x.numel() > 1000 else exactly(x),
     "(bfloat16, given thousands of numbers"),
    ("the sum over 4", MEAN, lambda x: (x * x).sum() / 4, "gives another value"),
    ("vectors without a gradient", MEAN, lambda x: mean(x) if x.requires_grad else 2 * mean(x), "without a gradient)"),
    ("vectors with gaps", MEAN, lambda x: mean(x) if x.is_contiguous() else (x * x).sum(),
     "given arrays with gaps in memory)"),
    ("the first counts twice in the slope", MEAN, lambda x: mean(x) + (x[0] - x[0].detach()), "gives another slope"),
    ("torch's threshold", SOFTPLUS, lambda x: F.softplus(x), "gives another"),
]


@pytest.mark.parametrize(("statement", "right"), [
    (SQUARE, exactly), (SCALED, tanh_scaled), (MEAN, mean), (SOFTPLUS, softplus),
], ids=["square", "scaled", "mean", "softplus"])
def test_the_right_ones_hold(statement, right):
    assert verify(statement, library([statement], SimpleNamespace(f=right))).status == VERIFIED


@pytest.mark.parametrize(("statement", "wrong", "complaint"), [case[1:] for case in WRONG],
                         ids=[case[0] for case in WRONG])
def test_a_function_that_is_wrong_in_another_way_is_found(statement, wrong, complaint):
    verdict = verify(statement, library([statement], SimpleNamespace(f=wrong)))
    assert verdict.status == FAILED and complaint in verdict.message, verdict.message


def test_code_may_refuse_what_it_is_not_made_for():
    """A parameter that has to be a plain number, and a slope that can be taken once."""
    def plain(x: Tensor, a: float) -> Tensor:
        if isinstance(a, Tensor):
            raise TypeError("f takes a number for a; Tensor came. Convert it first: float(a)")
        return tanh_scaled(x, a)

    assert verify(SCALED, library([SCALED], SimpleNamespace(f=plain))).status == VERIFIED

    class Once(OnlyForward):
        backward = staticmethod(torch.autograd.function.once_differentiable(OnlyForward.backward))

    assert verify(SQUARE, library([SQUARE], SimpleNamespace(f=lambda x: Once.apply(x)))).status == VERIFIED


# --- every float16 ----------------------------------------------------------------------------------------------------


def exhausted(code, statement=SCALED):
    case = DefinitionCase.read(statement, library([statement], SimpleNamespace(f=code)))
    return exhaust(case, argument(case))


@pytest.mark.parametrize("statement", [SQUARE, SCALED], ids=["square", "scaled"])
def test_every_float16_is_compared(statement):
    found = exhausted(exactly if statement is SQUARE else tanh_scaled, statement)
    if statement is SCALED:
        assert found.inputs == 3 * 63488 and found.range == "x ∈ float16; a ∈ {1, 1/2, 2}"
    assert found.inputs > 36_000 and 0 < found.worst_ulp < 4


def test_one_wrong_float16_is_found():
    place = torch.tensor(0x3A5B, dtype=torch.int16).view(torch.float16)

    def wrong(x: Tensor, a: float) -> Tensor:
        value = tanh_scaled(x, a)
        return torch.where((x == place) & (a == 2), value * 1.01, value) if x.dtype == torch.float16 else value

    with pytest.raises(Refuted, match=f"at a = 2, x = {place.item()}".replace(".", r"\.")):
        exhausted(wrong)
    statement = verify(SCALED, library([SCALED], SimpleNamespace(f=wrong)))
    assert statement.status == VERIFIED  # points do not meet it


@pytest.mark.parametrize("where", ["x, y real", "x real[N]; N in 2", "x real; a real"])
def test_what_is_no_function_of_one_number(where):
    statement = Statement("f", "definition", r"\operatorname{F}(x) = x", where)
    assert argument(DefinitionCase.read(statement, library([statement], SimpleNamespace(f=exactly)))) is None


