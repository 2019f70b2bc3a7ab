"""Mutants of the equations of soft(arg)max."""
from .reasons import ANOTHER_LIMIT, INVARIANT, SYMMETRIC, WEAKER

STRICT_TOO = "never equal on paper: no share is 0, and with two scores or more none is 1"
ANY_WEIGHTS = "a mean with any weights is at most the maximum"
MINUS_ZERO = "a sum of 0, with the other sign"
STAYS_WITHIN = "at most 1 / (1 + (C − 1) exp(−1 / (C − 1))), which is within the bound"

SURVIVORS = {
    SYMMETRIC: {
        ("softmin-sum", r"\operatorname{Softmin}(x) → \operatorname{Softmin}(-x)"),
        ("softmin-bounds", r"\operatorname{Softmin}(x) → \operatorname{Softmin}(-x)"),
        ("softmax-bounds", r"\operatorname{Softmax}(x) → \operatorname{Softmax}(-x)"),
        ("log-softmax-bound", r"\operatorname{LogSoftmax}(x) → \operatorname{LogSoftmax}(-x)"),
        ("solution-softmax-rows", r"\operatorname{Softmax}(x) → \operatorname{Softmax}(-x)"),
        ("solution-softmax-twice", r"\operatorname{Softmax}(x) → \operatorname{Softmax}(-x)"),
    },
    INVARIANT: {
        ("softmax-shift", "x + c → x - c"),
        ("softmax-shift", "x + c → x"),
    },
    ANOTHER_LIMIT: {
        ("logsigmoid-left", r"\operatorname{LogSigmoid}(x) - x → x - \operatorname{LogSigmoid}(x)"),
        ("softmax-uniform", r"\operatorname{Softmax}(\beta x) → \operatorname{Softmax}(-\beta x)"),
        ("softmax-uniform", "1 → 2"),
    },
    WEAKER: {
        ("logsigmoid-bounds", "2 → 3"),
        ("logsigmoid-bounds", r"\operatorname{min}(0, x) → \operatorname{max}(0, x) (2)"),
        ("logsigmoid-bounds", "0 → 1 (2)"),
        ("logsigmoid-bounds", "relation 2: < → <="),
        ("softmin-bounds", "1 → 2"),
        ("softmax-bounds", "1 → 2"),
        ("soft-maximum", "relation 2: < → <="),
        ("log-softmax-bound", "0 → 1"),
        ("solution-softmax-steepest", r"1 - \operatorname{Softmax}(x)_{i} → \operatorname{Softmax}(x)_{i} - 1"),
        ("solution-softmax-steepest", r"\frac{1}{4} → 1 \cdot 4"),
        ("solution-softmax-steepest", r"\frac{1}{4} → \frac{4}{1}"),
        ("solution-softmax-steepest", "1 → 2 (2)"),
        ("solution-softmax-twice", r"\frac{\exp(1)}{\exp(1) + C - 1} → \exp(1) (\exp(1) + C - 1)"),
        ("solution-softmax-twice", r"\frac{\exp(1)}{\exp(1) + C - 1} → \frac{\exp(1) + C - 1}{\exp(1)}"),
        ("solution-softmax-twice", "1 → 2"),
        ("solution-softmax-twice", r"\exp(1) + C → \exp(1)"),
        ("solution-softmax-twice", r"\exp(1) → \log(1) (2)"),
        ("solution-softmax-twice", r"\exp(1) → \exp(-1) (2)"),
        ("solution-softmax-twice", "1 → 2 (3)"),
    },
    STRICT_TOO: {
        ("softmin-bounds", "relation 1: <= → <"),
        ("softmax-bounds", "relation 1: <= → <"),
        ("softmax-bounds", "relation 2: <= → <"),
        ("solution-softmax-twice", "relation 1: <= → <"),
    },
    ANY_WEIGHTS: {
        ("soft-maximum", r"\operatorname{Softmax}(x) → \operatorname{Softmax}(-x)"),
    },
    MINUS_ZERO: {
        ("solution-softmax-rows", r"\mathbb{1}\{i = j\} - p_{j} → p_{j} - \mathbb{1}\{i = j\}"),
    },
    STAYS_WITHIN: {
        ("solution-softmax-twice", r"\operatorname{Softmax}(\operatorname{Softmax}(x)) → "
                                   r"\operatorname{Softmax}(-\operatorname{Softmax}(x))"),
    },
}
