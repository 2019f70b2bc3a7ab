"""Without Triton, which there is for Linux only, no examples are looked for in what is written in it."""

from importlib.util import find_spec

if find_spec("triton") is None:
    collect_ignore = [f"formulario/kernels/{name}.py" for name in ("device_functions", "pointwise", "score_rows")]
