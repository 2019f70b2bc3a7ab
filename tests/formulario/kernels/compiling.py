"""Compiles every kernel for an H200, for which none is needed: the interpreter takes Python that a GPU would not.

Run as a script, since a process that interprets Triton's language cannot compile it.
"""

import triton.language as tl
from formulario.kernels import pointwise, score_rows
from triton import JITFunction, compile
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

TARGET = GPUTarget("cuda", 90, 32)


def compiled(kernel: JITFunction, narrow: str, **constants: object) -> None:
    """Compile a kernel for tensors of a dtype, which lie as torch lays them: 16 divides addresses and lengths."""
    constants = {"wide": tl.float32, **constants}

    def kind(name: str) -> str:
        if name in constants:
            return "constexpr"
        if name == "class_pointer":
            return "*i64"
        if name.endswith("_pointer"):
            return f"*{narrow}" if name in ("x_pointer", "y_pointer", "gradient_pointer") else "*fp32"
        return "fp64" if name in ("a", "b") else "i32"

    signature = {name: kind(name) for name in kernel.arg_names}
    places = {name: (place,) for place, name in enumerate(kernel.arg_names)}
    aligned = {places[name]: [["tt.divisibility", 16]] for name, kind in signature.items() if kind[0] in "*i"}
    fixed = {places[name]: value for name, value in constants.items()}
    compile(ASTSource(kernel, signature, fixed, aligned), target=TARGET)


if __name__ == "__main__":
    for narrow in ("fp32", "bf16"):
        for name, (value, slope) in pointwise.FUNCTIONS.items():
            options = {"half": narrow == "bf16", "block": pointwise.BLOCK}
            compiled(pointwise.values, narrow, function=value, **options)
            compiled(pointwise.products, narrow, slope=slope, **options)
            print(name, narrow)
        compiled(score_rows.long_rows, narrow, tile=score_rows.TILE, lanes=score_rows.LANES)
        compiled(score_rows.short_rows, narrow, rows=4, columns=1024)
        compiled(score_rows.gradients, narrow, rows=1, columns=score_rows.TILE)
