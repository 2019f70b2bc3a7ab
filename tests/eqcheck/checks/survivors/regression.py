"""Mutants of the equations of the losses for regression."""
from .reasons import EVEN, SAME_AT_THE_KINK, STRICT, WEAKER

BETWEEN_THE_MIDDLE_TWO = "the bars change nothing from 2 to 3, where the equation is stated"

SURVIVORS = {
    EVEN: {
        ("huber_loss", "x - y → y - x"),
        ("huber_loss", "x - y → y - x (2)"),
        ("huber_loss", "x - y → y - x (3)"),
        ("l1-count", "z - y_{n} → y_{n} - z"),
        ("l1-laplace", "x - y → y - x"),
        ("l1-median", "z - y_{n} → y_{n} - z"),
        ("l1-proximal", "z - x → x - z"),
        ("l1-proximal", "z - y → y - z"),
        ("l1_loss", "x - y → y - x"),
        ("mae", "x_{n} - y_{n} → y_{n} - x_{n}"),
        ("mse", "x_{n} - y_{n} → y_{n} - x_{n}"),
        ("mse-about-mean", "m - y_{n} → y_{n} - m"),
        ("mse-about-mean", "z - m → m - z"),
        ("mse-about-mean", "z - y_{n} → y_{n} - z"),
        ("mse-gauss", "x - y → y - x"),
        ("mse-mean", "z - y_{n} → y_{n} - z"),
        ("mse-norm", "x - y → y - x"),
        ("mse_loss", "x - y → y - x"),
        ("mse_weighted", "x_{n} - y_{n} → y_{n} - x_{n}"),
        ("smooth-l1-bargain", "x - z → z - x"),
        ("smooth-l1-bargain", "z - y → y - z"),
        ("smooth_l1_loss", "x - y → y - x"),
        ("smooth_l1_loss", "x - y → y - x (2)"),
        ("smooth_l1_loss", "x - y → y - x (3)"),
        ("solution-even-median", "z - 1 → 1 - z"),
        ("solution-even-median", "z - 2 → 2 - z"),
        ("solution-even-median", "z - 3 → 3 - z"),
        ("solution-even-median", "z - 4 → 4 - z"),
        ("solution-huber-slopes", "a - b → b - a"),
        ("solution-huber-slopes", "s - t → t - s"),
        ("solution-log-cosh-bounds", r"\operatorname{cosh}(u) → \operatorname{cosh}(-u)"),
        ("solution-log-cosh-near", r"\operatorname{cosh}(u) → \operatorname{cosh}(-u)"),
        ("solution-log-cosh-slope", r"\operatorname{cosh}(u) → \operatorname{cosh}(-u)"),
    },
    SAME_AT_THE_KINK: {
        ("huber_loss", r"|x - y| \le \delta → |x - y| < \delta"),
        ("smooth_l1_loss", r"|x - y| < \beta → |x - y| \le \beta"),
    },
    WEAKER: {
        (
            "absolute-error-convex",
            r"\frac{\operatorname{AbsoluteError}(a, y) + \operatorname{AbsoluteError}(b, y)}{2} "
            r"→ (\operatorname{AbsoluteError}(a, y) + \operatorname{AbsoluteError}(b, y)) \cdot 2",
        ),
        ("huber-below-square", "1 → 2"),
        (
            "huber-below-square",
            r"\frac{1}{2} \operatorname{SquaredError}(x, y) → \operatorname{SquaredError}(x, y)",
        ),
        ("huber-below-square", r"\frac{1}{2} → 1 \cdot 2"),
        ("huber-below-square", r"\frac{1}{2} → \frac{2}{1}"),
        ("smooth-l1-bounds", r"\frac{\beta }{2} → \beta \cdot 2"),
        ("solution-huber-slopes", "2 → 3"),
        ("solution-huber-slopes", "|s - t| → s - t"),
        ("solution-huber-slopes", r"\operatorname{min}(2 \delta , |a - b|) → \operatorname{max}(2 \delta , |a - b|)"),
        ("solution-log-cosh-bounds", "2 → 3"),
        ("solution-log-cosh-bounds", "|u| → u"),
        (
            "squared-error-convex",
            r"\frac{\operatorname{SquaredError}(a, y) + \operatorname{SquaredError}(b, y)}{2} "
            r"→ (\operatorname{SquaredError}(a, y) + \operatorname{SquaredError}(b, y)) \cdot 2",
        ),
    },
    STRICT: {
        ("solution-log-cosh-bounds", "relation 1: <= → <"),
    },
    BETWEEN_THE_MIDDLE_TWO: {
        ("solution-even-median", "|z - 1| → z - 1"),
        ("solution-even-median", "|z - 2| → z - 2"),
    },
}
