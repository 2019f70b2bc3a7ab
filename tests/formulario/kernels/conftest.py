"""Without a GPU the kernels run in Triton's interpreter."""

from importlib.util import find_spec

import torch

if find_spec("triton") is None:
    collect_ignore_glob = ["*.py"]
elif not torch.cuda.is_available():
    from .interpreted import install

    install()
