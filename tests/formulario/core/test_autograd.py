"""Functions with a derivative of their own, under the transforms of torch.func."""

import torch
from formulario._core.autograd import pointwise


def cube(x):
    return pointwise(x, value=lambda x: x**3, slope=lambda x: 3 * x**2)


def test_slices_of_any_dimension():
    x = torch.randn(2, 3, 4, dtype=torch.float64)
    for dimension in range(3):
        mapped = torch.vmap(cube, in_dims=dimension, out_dims=dimension)(x)
        assert torch.equal(mapped, x**3)


def test_gradients_inside_and_outside():
    x = torch.randn(5, dtype=torch.float64, requires_grad=True)
    torch.testing.assert_close(torch.vmap(torch.func.grad(torch.func.grad(cube)))(x), 6 * x)
    torch.vmap(cube)(x).sum().backward()
    torch.testing.assert_close(x.grad, 3 * x.detach() ** 2)
    _, tangent = torch.func.jvp(torch.vmap(cube), (x.detach(),), (torch.ones_like(x),))
    torch.testing.assert_close(tangent, 3 * x.detach() ** 2)


def test_all_slices_in_one_call():
    """PyTorch's own rule for vmap takes many times as long, and a gallery of networks side by side pays for it."""
    mapped = []

    def value(x):
        mapped.append(torch._C._functorch.is_batchedtensor(x))
        return x.clone()

    torch.vmap(lambda x: pointwise(x, value, slope=torch.ones_like))(torch.zeros(7, 2))
    assert mapped == [False]
