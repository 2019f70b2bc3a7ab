"""The adaptive log-softmax in graphs, transforms and where there are no values."""

import copy

import pytest
import torch

from .test_many_classes import SETTINGS, gradients, twins


def dense(module, input, target):
    return -module.log_prob(input).gather(1, target[:, None]).mean()


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_compiled(backend):
    ours, _, input, target = twins(SETTINGS[1])
    compiled = torch.compile(ours, backend=backend)
    for rows in (40, 17, 1):
        torch.testing.assert_close(compiled(input[:rows], target[:rows]), ours(input[:rows], target[:rows]))
    found, expected = gradients(compiled, input, target), gradients(ours, input, target)
    torch.testing.assert_close(list(found.values()), list(expected.values()))


def test_second_derivatives_under_compile():
    ours, _, input, target = twins(SETTINGS[1])
    loss = lambda t: ours(t * input[:3], target[:3]).loss  # noqa: E731
    t = torch.tensor(0.5, dtype=torch.float64)
    second = torch.func.grad(torch.func.grad(loss))
    expected = torch.func.grad(torch.func.grad(lambda t: dense(ours, t * input[:3], target[:3])))(t)
    assert expected.abs() > 0.1
    torch.testing.assert_close(second(t), expected)
    torch.testing.assert_close(torch.compile(second, backend="aot_eager")(t), expected)


def test_exported_and_traced_for_any_targets():
    ours, _, input, _ = twins(SETTINGS[1])
    few, other = (input[:4], torch.tensor([0, 1, 2, 3])), (input[4:8], torch.tensor([59, 30, 4, 5]))
    expected = ours(*other)
    exported = torch.export.export(ours, few).module()
    traced = torch.jit.trace(ours, few)
    graph = torch.fx.experimental.proxy_tensor.make_fx(lambda *x: tuple(ours(*x)))(*few)
    for made in (exported, traced, graph):
        torch.testing.assert_close(tuple(made(*other)), tuple(expected))


def test_shapes_without_values():
    ours, _, input, target = twins(SETTINGS[1])
    on_meta = copy.deepcopy(ours).to("meta")
    output, loss = on_meta(input.to("meta"), target.to("meta"))
    assert (output.shape, loss.shape, output.device.type) == ((40,), (), "meta")
    assert on_meta.predict(input.to("meta")).shape == (40,)
    mode = torch._subclasses.FakeTensorMode(allow_non_fake_inputs=True)
    with mode:
        output, loss = ours(mode.from_tensor(input), mode.from_tensor(target))
    assert output.shape == (40,) and loss.shape == ()


def test_torch_func():
    ours, _, input, target = twins(SETTINGS[1])
    weights = dict(ours.named_parameters())

    def by_all_classes(x, y):
        return -ours.log_prob(x).gather(-1, y[..., None])[..., 0].mean()

    def loss(weights, x, y):
        return torch.func.functional_call(ours, weights, (x, y)).loss

    of_each = torch.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))(weights, input[:3], target[:3])
    for number in range(3):
        alone = torch.autograd.grad(by_all_classes(input[number], target[number]), list(weights.values()))
        one = torch.func.grad(loss)(weights, input[number], target[number])
        for name, expected in zip(weights, alone, strict=True):
            torch.testing.assert_close(of_each[name][number], expected)
            torch.testing.assert_close(one[name], expected)
    x, y = input[:3], target[:3]
    for transform in (torch.func.hessian, lambda f: lambda x: torch.func.jvp(f, (x,), (x,))):
        found, expected = transform(lambda x: ours(x, y).loss)(x), transform(lambda x: by_all_classes(x, y))(x)
        torch.testing.assert_close(found, expected)


def test_nan_spreads_to_its_row_alone():
    ours, _, input, target = twins(SETTINGS[0])
    input[3, 5] = torch.nan
    actual = ours(input, target)
    assert actual.output.isnan().tolist() == [row == 3 for row in range(40)]
    assert actual.loss.isnan()
