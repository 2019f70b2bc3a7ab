"""Generators with a mistake, and the test that finds each."""
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from eqcheck import FAILED, VERIFIED, verify
from eqcheck.syntax.statement import Statement

from ..stand_in import library

NOISE = Statement("noise", "definition", r"\operatorname{Noise}(x) = x", "x real")
UNIFORM = Statement("u", "distribution", r"\operatorname{Noise}(x) = x + a, \quad a \sim \mathcal{U}(1, 3)",
                    "x real in [1, 4]", of="noise(x)")
NORMAL = replace(UNIFORM, latex=r"\operatorname{Noise}(x) \sim \mathcal{N}(x, 1/4)")


def uniform(x, low=1.0, high=3.0):
    return x + low + (high - low) * torch.rand_like(x)


def shuffled(x):
    """Draws whose halves are the same, in another order."""
    half = torch.rand(len(x) // 2, dtype=x.dtype)
    return x + 1 + 2 * torch.cat([half, half[torch.randperm(len(half))]])


def moving(x, weight=0.05):
    """Normal draws, each of which remembers the last."""
    fresh = torch.randn(len(x) + 1, dtype=x.dtype)
    return x + (fresh[1:] + weight * fresh[:-1]) / (1 + weight**2) ** 0.5 / 2


def volatile(x):
    """Normal draws without correlation, whose sizes are alike in pairs."""
    first, second = torch.randn(2, len(x) // 2, dtype=x.dtype)
    sizes = torch.stack([first, 0.4 * first + 0.84**0.5 * second], 1).reshape(-1).abs()
    return x + sizes * torch.randn_like(x).sign() / 2


def own_seed(x):
    """The same in every call."""
    return x + 1 + 2 * torch.rand(x.shape, dtype=x.dtype, generator=torch.Generator().manual_seed(1))


class Counting:
    """Draws that go on from call to call, whatever the seed."""

    def __init__(self):
        self.generator = torch.Generator().manual_seed(1)
        self.calls = 0

    def __call__(self, x):
        if self.calls % 2 == 0:
            self.generator.manual_seed(1)
        self.calls += 1
        return x + 1 + 2 * torch.rand(x.shape, dtype=x.dtype, generator=self.generator)


WRONG = [
    ("5 % too wide", UNIFORM, lambda x: uniform(x, 1, 3.1), "beyond the ends"),
    ("a draw in 10,000 too large", UNIFORM,
     lambda x: torch.where(torch.rand_like(x) < 1e-4, x + 3.01, uniform(x)), "beyond the ends"),
    ("3 % too narrow", UNIFORM, lambda x: uniform(x, 1, 2.94), "do not follow U"),
    ("slightly bent", UNIFORM, lambda x: x + 1 + 2 * torch.rand_like(x) ** 1.08, "do not follow U"),
    ("moved by 0.03 deviations", NORMAL, lambda x: x + torch.randn_like(x) / 2 + 0.015, "the mean|follow N"),
    ("3 % too wide, normal", NORMAL, lambda x: x + torch.randn_like(x) * 0.515, "the deviation of the draws"),
    ("32 values", UNIFORM, lambda x: x + 1 + (torch.randint(0, 32, x.shape) + 0.5) / 16, "follow U|repeat"),
    ("a million values", UNIFORM, lambda x: x + 1 + torch.randint(0, 10**6, x.shape) * 2e-6, "the draws repeat"),
    ("the second half repeats the first", UNIFORM, shuffled, "the draws repeat"),
    ("one draw for all", UNIFORM, lambda x: x + 1 + 2 * torch.rand(()).double(), "do not follow U"),
    ("in order", UNIFORM, lambda x: uniform(x).sort().values, "the draws depend on each other"),
    ("each remembers the last", NORMAL, moving, "the draws depend on each other"),
    ("sizes are alike", NORMAL, volatile, "the draws depend on each other"),
    ("the same in each call", UNIFORM, own_seed, "the draws repeat"),
    ("the same with each seed", UNIFORM, Counting(), "the draws of two seeds depend on each other"),
]


@pytest.mark.parametrize(("law", "right"), [
    (UNIFORM, uniform), (NORMAL, lambda x: x + torch.randn_like(x) / 2),
    (UNIFORM, lambda x: x + 1 + 2 * torch.rand_like(x.float()).double()),
], ids=["uniform", "normal", "24 bits"])
def test_the_right_ones_hold(law, right):
    verdict = verify(law, library([NOISE, law], SimpleNamespace(noise=right)))
    assert verdict.status == VERIFIED, verdict.message


@pytest.mark.parametrize(("law", "wrong", "complaint"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_generator_is_found(law, wrong, complaint):
    verdict = verify(law, library([NOISE, law], SimpleNamespace(noise=wrong)))
    assert verdict.status == FAILED and re.search(complaint, verdict.message), verdict.message
