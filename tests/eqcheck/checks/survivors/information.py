"""Mutants of the equations of cross-entropy and entropy."""
from .reasons import ANOTHER_LIMIT, EVEN, INVARIANT, MINUS_ZERO, SYMMETRIC, WEAKER

SURVIVORS = {
    INVARIANT: {
        ("ce-shift", "x + a → x - a"),
        ("ce-shift", "x + a → x"),
    },
    ANOTHER_LIMIT: {
        ("entropy-zero", r"p \log(p) → p"),
        ("entropy-zero", "0 → 1"),
    },
    EVEN: {
        ("kl-bound", r"\sqrt{p_{c}} - \sqrt{q_{c}} → \sqrt{q_{c}} - \sqrt{p_{c}}"),
    },
    WEAKER: {
        ("ce-margin", "1 → 2"),
        ("ce-margin", "C - 1 → C + 1"),
        ("ce-convex", r"\frac{\operatorname{CE}(x + v, c) + \operatorname{CE}(x - v, c)}{2} → "
                      r"(\operatorname{CE}(x + v, c) + \operatorname{CE}(x - v, c)) \cdot 2"),
        ("kl-bound", "2 → 3"),
        ("kldiv-floor", "x - 1 → x + 1"),
    },
    MINUS_ZERO: {
        ("solution-ce-slopes", r"\operatorname{Softmax}(x)_{j} - \mathbb{1}\{j = c\} → "
                               r"\mathbb{1}\{j = c\} - \operatorname{Softmax}(x)_{j}"),
    },
    SYMMETRIC: {
        ("solution-ce-slopes", r"\operatorname{Softmax}(x) → \operatorname{Softmax}(-x)"),
    },
}
