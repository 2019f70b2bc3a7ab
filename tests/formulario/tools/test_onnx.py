"""Every function, exported to ONNX and computed by ONNX's own reference, is what it was."""

import pytest
import torch
from onnx.reference import ReferenceEvaluator
from torch import nn

from .cases import CASES, one_each

UNKNOWN_TO_TORCHSCRIPT = {"gelu": "erfc", "threshold": "non-zero threshold"}
"""What the exporter that goes by jit.trace cannot write: the operation, here as in torch. The other one can."""

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning"),
]


class Call(nn.Module):
    """A function as a network."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *tensors):
        return self.function(*tensors)


@pytest.mark.parametrize("dynamo", [True, False], ids=["export", "trace"])
@pytest.mark.parametrize("case", one_each(CASES), ids=lambda case: case.function)
def test_every_function(case, dynamo, tmp_path):
    tensors, file = case.to(torch.float32), tmp_path / "function.onnx"
    if not dynamo and case.function in UNKNOWN_TO_TORCHSCRIPT:
        with pytest.raises(torch.onnx.OnnxExporterError, match=UNKNOWN_TO_TORCHSCRIPT[case.function]):
            torch.onnx.export(Call(case.ours), tensors, file, dynamo=False)
        return
    torch.onnx.export(Call(case.ours), tensors, file, dynamo=dynamo, verbose=False)
    session = ReferenceEvaluator(str(file))
    inputs = dict(zip(session.input_names, (tensor.numpy() for tensor in tensors), strict=True))
    (actual,) = session.run(None, inputs)
    torch.testing.assert_close(torch.as_tensor(actual), case.theirs(*tensors), rtol=1e-5, atol=1e-6)
