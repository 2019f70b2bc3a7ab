"""The functions of one number as a GPU computes them, in Triton's language: the value, and below it the slope.

Each takes a number x in float32 or float64, two parameters, and whether the result is rounded to half precision, for
which fewer digits will do. Comparisons are written such that NaN takes the branch that keeps it.
"""

import triton
import triton.language as tl
from triton.language.extra import libdevice

INFINITY = tl.constexpr(float("inf"))
ROOT_OF_HALF = tl.constexpr(0.7071067811865476)
ONE_OVER_ROOT_OF_TWO_PI = tl.constexpr(0.3989422804014327)
TANH_LINE = tl.constexpr(1.5957691216057308)  # 2 √(2 / π)
TANH_CUBE = tl.constexpr(0.07135481627260025)  # 2 √(2 / π) · 0.044715


# --- what the functions are made of


@triton.jit
def within(x, bound: tl.constexpr):
    """The nearest number from −bound to bound: beyond, the functions are at their limits."""
    x = tl.where(x > bound, bound, x)
    return tl.where(x < -bound, -bound, x)


@triton.jit
def log1p(x, half: tl.constexpr):
    """log(1 + x) for 0 ≤ x ≤ 1."""
    if half:
        return tl.where(x < 0.0078125, x - x * x / 2, tl.log(1 + x))
    else:
        return libdevice.log1p(x)


@triton.jit
def erfcx(x):
    """exp(x²) erfc(x) for 0 ≤ x ≤ 9.6, with a relative error of 4e-5."""
    t = 1 / (1 + 0.54 * x)
    tail = 0.190531660 + t * (0.368527264 - t * 0.178801781)
    return t * (0.304042039 + t * (0.315661887 + t * tail))


@triton.jit
def vanishing(x):
    """exp(−x) for x ≥ 0 in two factors, to be multiplied with others one after the other.

    What is below the smallest normal number in float32, NVIDIA's library sets to 0, also if a product would not be.
    """
    far = x > 64
    scale = tl.where(far, 1.6038108905486379e-28, tl.full(x.shape, 1, x.dtype))  # exp(−64)
    return libdevice.exp(tl.where(far, 64 - x, -x)), scale


# --- sigmoids


@triton.jit
def sigmoid(x, a, b, half: tl.constexpr):
    e = libdevice.exp(-tl.abs(x))
    return tl.where(x < 0, e, 1) / (1 + e)


@triton.jit
def sigmoid_slope(x, a, b, half: tl.constexpr):
    e = libdevice.exp(-tl.abs(x))
    return e / (1 + e) / (1 + e)


@triton.jit
def tanh(x, a, b, half: tl.constexpr):
    return libdevice.tanh(x)


@triton.jit
def tanh_slope(x, a, b, half: tl.constexpr):
    e, scale = vanishing(2 * tl.abs(x))
    d = 1 / (1 + e * scale)
    return 4 * e * d * d * scale


@triton.jit
def softsign(x, a, b, half: tl.constexpr):
    size = tl.abs(x)
    return tl.where(size == INFINITY, tl.where(x < 0, -1.0, 1.0), x / (1 + size))


@triton.jit
def softsign_slope(x, a, b, half: tl.constexpr):
    d = 1 / (1 + tl.abs(x))
    return d * d


@triton.jit
def tanhshrink(x, a, b, half: tl.constexpr):
    # Near 0 Lambert's continued fraction, x³ / (x² + 3 + x² / (5 + … x² / 17)), as a quotient of polynomials.
    s = x * x
    p = 11486475 + s * (810810 + s * (12870 + s * 44))
    q = 34459425 + s * (16216200 + s * (945945 + s * (13860 + s * 45)))
    return tl.where(tl.abs(x) < 1, x * s * p / q, x - libdevice.tanh(x))


@triton.jit
def tanhshrink_slope(x, a, b, half: tl.constexpr):
    y = libdevice.tanh(x)
    return y * y


# --- smooth rectifiers; a is beta


@triton.jit
def softplus(x, a, b, half: tl.constexpr):
    e, scale = vanishing(tl.abs(a * x))
    tail = tl.where(scale < 1, e / a * scale, log1p(e, half) / a)
    return tl.where(x < 0, 0, x) + tail


@triton.jit
def softplus_slope(x, a, b, half: tl.constexpr):
    return sigmoid(a * x, a, b, half)


@triton.jit
def logsigmoid(x, a, b, half: tl.constexpr):
    return tl.where(x > 0, 0, x) - log1p(libdevice.exp(-tl.abs(x)), half)


@triton.jit
def logsigmoid_slope(x, a, b, half: tl.constexpr):
    return sigmoid(-x, a, b, half)


# --- gates


@triton.jit
def gelu(x, a, b, half: tl.constexpr):
    """max(0, x) − |x| Φ(−|x|)."""
    s = tl.abs(within(x, 40))
    e, scale = vanishing(s * s / 2)
    if half:
        tail = s * e * erfcx(s * ROOT_OF_HALF) / 2 * scale
    else:
        tail = s * libdevice.erfc(s * ROOT_OF_HALF) / 2
    if x.dtype == tl.float32:
        # Φ is below the smallest number here, and its product with x is not: φ(x) (1 − 1 / x² + 3 / x⁴ − …).
        square = 1 / (s * s)
        tail = tl.where(s > 13, e * (1 - square + 3 * square * square) * ONE_OVER_ROOT_OF_TWO_PI * scale, tail)
    return tl.where(x < 0, 0, x) - tail


@triton.jit
def gelu_slope(x, a, b, half: tl.constexpr):
    """Φ(x) + x φ(x), which at −x is 1 less that."""
    s = tl.abs(within(x, 40))
    e, scale = vanishing(s * s / 2)
    if half:
        tail = (erfcx(s * ROOT_OF_HALF) / 2 - s * ONE_OVER_ROOT_OF_TWO_PI) * e * scale
    else:
        tail = libdevice.erfc(s * ROOT_OF_HALF) / 2 - s * e * ONE_OVER_ROOT_OF_TWO_PI * scale
    return tl.where(x < 0, tail, 1 - tail)


@triton.jit
def swish(x, u):
    """x σ(u), for u of the sign of x."""
    e, scale = vanishing(tl.abs(u))
    return x / (1 + e * scale) * tl.where(u < 0, e, 1) * tl.where(u < 0, scale, 1)


@triton.jit
def swish_slope(u, change):
    """σ(u) (1 + x u' σ(−u)), where ``change`` is x u'."""
    e, scale = vanishing(tl.abs(u))
    n = 1 + e * scale
    below = (n + change) * e / (n * n) * scale
    return tl.where(u < 0, below, (n + change * (e * scale)) / (n * n))


@triton.jit
def silu(x, a, b, half: tl.constexpr):
    x = tl.where(x < -1e4, -1e4, x)
    return swish(x, x)


@triton.jit
def silu_slope(x, a, b, half: tl.constexpr):
    x = within(x, 1e4)
    return swish_slope(x, x)


@triton.jit
def gelu_tanh(x, a, b, half: tl.constexpr):
    """x σ(2u), which is x (1 + tanh u) / 2."""
    x = tl.where(x < -100, -100, x)
    return swish(x, x * (x * x * TANH_CUBE + TANH_LINE))


@triton.jit
def gelu_tanh_slope(x, a, b, half: tl.constexpr):
    x = within(x, 100)
    square = x * x * TANH_CUBE
    return swish_slope(x * (square + TANH_LINE), x * (3 * square + TANH_LINE))


@triton.jit
def mish(x, a, b, half: tl.constexpr):
    # With n = exp(x), tanh(log(1 + n)) is n (n + 2) / (n (n + 2) + 2); or with n = exp(−x), 1 less a small number.
    s = within(x, 1e4)
    e, scale = vanishing(tl.abs(s))
    n = e * scale
    below = s * (n + 2) / (n * (n + 2) + 2) * e * scale
    return tl.where(x < 0, below, x - s * (2 * n * n / (1 + 2 * n * (1 + n))))


@triton.jit
def mish_slope(x, a, b, half: tl.constexpr):
    s = within(x, 1e4)
    e, scale = vanishing(tl.abs(s))
    n = e * scale
    d = n * (n + 2) + 2
    below = (4 * (1 + s) + n * (6 + 4 * s + n * (4 + n))) * e / (d * d) * scale
    d = 1 / (1 + 2 * n * (1 + n))
    return tl.where(x < 0, below, 1 - 2 * n * n * d * (1 - 2 * s * (1 + n) * d))
