"""Mutants of the equations of the smooth rectifiers and of the gates."""
from .reasons import (
    ANOTHER_LIMIT,
    CODES_OWN_SLOPE,
    EVEN,
    MINUS_ZERO,
    SAME_AT_THE_KINK,
    STRICT,
    SYMMETRIC,
    WEAKER,
)

SURVIVORS: dict[str, set[tuple[str, str]]] = {
    SAME_AT_THE_KINK: {
        ("elu", r"x > 0 → x \ge 0"),
        ("celu", r"x > 0 → x \ge 0"),
        ("celu-slope", r"x > 0 → x \ge 0"),
        ("selu", r"x > 0 → x \ge 0"),
        ("hardswish", r"x \le -3 → x < -3"),
        ("hardswish", r"x \ge 3 → x > 3"),
    },
    CODES_OWN_SLOPE: {
        ("hardswish-slope", r"x < -3 → x \le -3"),
        ("hardswish-slope", r"x > 3 → x \ge 3"),
    },
    EVEN: {
        ("gelu-slope", r"\operatorname{varphi}(x) → \operatorname{varphi}(-x)"),
        ("mish-slope", r"\tanh(s) → \tanh(-s) (2)"),
        ("softplus-second", r"\operatorname{Softplus}''(x; \beta ) → \operatorname{Softplus}''(-x; \beta )"),
        ("softplus-second-bound", r"\operatorname{Softplus}''(x; \beta ) → \operatorname{Softplus}''(-x; \beta )"),
    },
    SYMMETRIC: {
        ("elu-bound", r"\operatorname{ELU}(x; \alpha ) → \operatorname{ELU}(-x; \alpha )"),
    },
    MINUS_ZERO: {
        ("softplus-zero", r"\operatorname{Softplus}(0; \beta ) → \operatorname{Softplus}(-0; \beta )"),
        ("mish-zero", r"\operatorname{Mish}'(0) → \operatorname{Mish}'(-0)"),
    },
    WEAKER: {
        ("softplus-bounds", r"2 → 3"),
        ("softplus-second-bound", r"\frac{\beta }{4} → \beta \cdot 4"),
        ("gelu-bounds", r"0.17 → 0.34"),
        ("gelu-bounds", r"relation 1: < → <="),
    },
    STRICT: {
        ("softplus-bounds", r"relation 1: <= → <"),
    },
    ANOTHER_LIMIT: {
        (
            "celu-left",
            r"\lim_{h \to 0^-} \frac{\operatorname{CELU}(h; \alpha )}{h} "
            r"→ \lim_{h \to 0^+} \frac{\operatorname{CELU}(h; \alpha )}{h}",
        ),
        ("celu-left", r"\frac{\operatorname{CELU}(h; \alpha )}{h} → \frac{h}{\operatorname{CELU}(h; \alpha )}"),
        ("celu-left", r"0 → 1"),
        (
            "silu-line",
            r"\lim_{beta \to 0^+} \frac{\operatorname{SiLU}(\beta x)}{\beta } "
            r"→ \lim_{beta \to 0^-} \frac{\operatorname{SiLU}(\beta x)}{\beta }",
        ),
    },
}
