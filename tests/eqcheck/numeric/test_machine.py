import pytest
import torch
from eqcheck.backends.torch.tensors import TorchMachine
from eqcheck.numeric import Undefined
from eqcheck.semantics.evaluate import FUNCTIONS, Scope, derivatives, evaluate

from .trees import GELU, LEAKY, RELU, call, compare, number, tree, x

POINTS = torch.tensor([-2.0, -0.5, 0.0, 0.5, 3.0], dtype=torch.float64)
MACHINE = TorchMachine(torch.float64)


def many(body, points=POINTS, **others):
    return evaluate(body, Scope({"x": points, **others}), MACHINE)


def test_many_points_at_once():
    assert torch.equal(many(LEAKY), torch.nn.functional.leaky_relu(POINTS, 0.125))
    assert torch.equal(many(RELU), POINTS.relu())
    torch.testing.assert_close(many(GELU), torch.nn.functional.gelu(POINTS))
    assert torch.equal(many(tree.Indicator(compare(x, ">", number(0)))), (POINTS > 0).double())


def test_conditions_on_many_points():
    between = tree.Compare((number(-1), x, number(1)), ("<", "<="))
    outside = tree.Or(tree.Not(between), compare(x, "=", number(0)))
    assert many(between).tolist() == [False, True, True, True, False]
    assert many(outside).tolist() == [True, False, True, False, True]
    assert many(tree.And(between, compare(x, ">", number(0)))).tolist() == [False, False, False, True, False]


def test_where_no_branch_holds_there_is_nan():
    values = many(tree.Cases(((x, compare(x, ">", number(0))),)))
    assert values.isnan().tolist() == [True, True, True, False, False]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_in_every_dtype(name, dtype):
    value = evaluate(call(name, x), Scope({"x": torch.ones(3, dtype=dtype)}), TorchMachine(dtype))
    assert value.dtype == dtype
    assert value.isfinite().all()


def test_slopes_are_autograd():
    value, slope, bend = derivatives(tree.Power(x, number(3)), x, Scope({"x": POINTS}), MACHINE, 2)
    torch.testing.assert_close(value, POINTS**3)
    torch.testing.assert_close(slope, 3 * POINTS**2)
    torch.testing.assert_close(bend, 6 * POINTS)
    (_, constant) = derivatives(number(3), x, Scope({"x": POINTS}), MACHINE)
    assert torch.equal(constant, torch.zeros(5, dtype=torch.float64))


def test_a_slope_for_each_value_of_another_letter():
    body = tree.Multiply(x, tree.Variable("y"))
    _, slope = derivatives(body, x, Scope({"x": MACHINE.number(2), "y": POINTS}), MACHINE)
    assert torch.equal(slope, POINTS)


def test_the_library_is_called_in_its_own_dtype():
    def call_library(name, arguments, parameters, arithmetic):
        return getattr(torch.nn.functional, name)(*arguments, *parameters)

    scope = Scope({"x": POINTS}, call_library)
    assert torch.equal(evaluate(call("relu", x), scope, MACHINE), POINTS.relu())
    assert torch.equal(evaluate(call("relu", x, primes=1), scope, MACHINE), (POINTS > 0).double())


def test_a_place_is_not_chosen_for_many_points_at_once():
    best = tree.Reduce("argmax", "i", None, None, tree.Index(tree.Variable("v"), (tree.Variable("i"),)))
    with pytest.raises(Undefined, match="one by one"):
        many(best, v=(POINTS, -POINTS))
    one = (MACHINE.number(1), MACHINE.number(3), MACHINE.number(3))
    assert many(best, v=one) == 1
