"""Every function and module is among the cases, and twins agree."""

import formulario as F
import pytest
import torch

from ..offered import offered
from .cases import CASES, MODULES

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def test_every_function_and_module_has_a_case():
    names = [*offered("activations"), *offered("losses")]
    functions = {name for name in names if name.islower()} - {"best_cutoffs"}  # which plans a layer
    modules = {
        name for name in names if not name.islower() and issubclass(getattr(F, name), torch.nn.Module)
    }
    assert functions <= {case.function for case in CASES}
    assert modules - {"AdaptiveLogSoftmaxWithLoss"} <= {type(module.ours).__name__ for module in MODULES}


@every_case
def test_twins_agree(case):
    torch.testing.assert_close(case.ours(*case.tensors), case.theirs(*case.tensors))
