"""Mutants of the equations of images."""
from .reasons import EVEN, WEAKER

SAME_MINIMISER = "a positive factor moves no minimum"
WITHIN_THE_CONDITION = "under the condition the difference is not negative"
OUTVOTED = "two of three stay the majority, whatever the third one adds or takes"
BOTH_AT_ONE_HALF = "at one half, which is not tried, either answer is a minimiser"
ANY_WEIGHTS = "true for any two weights that are not negative: the larger one wins"

SURVIVORS = {
    EVEN: {
        ("images-mean-slope", "c - x_{n} → x_{n} - c"),
        ("images-mean", "c - x_{n} → x_{n} - c"),
        ("images-split", "c - x_{n} → x_{n} - c"),
        ("images-split", "m - x_{n} → x_{n} - m"),
        ("images-split", "c - m → m - c"),
        ("images-median-slope", "c - x_{n} → x_{n} - c"),
        ("images-median-of-three", "c - x → x - c"),
        ("images-median-of-three", "c - y → y - c"),
        ("images-median-of-three", "c - z → z - c"),
        ("images-interval", "c - a → a - c"),
        ("images-interval", "c - b → b - c"),
        ("images-mixture", "c - b → b - c"),
        ("images-mixture", "c - a → a - c"),
        ("images-likelier", "c - b → b - c"),
        ("images-likelier", "c - a → a - c"),
        ("images-price", "b - a → a - b"),
        ("images-price", "m - b → b - m"),
        ("images-price", "m - a → a - m"),
        ("images-blur", r"\sum_{i} p_{i} x_{i} - \sum_{i} p_{i} y_{i} → \sum_{i} p_{i} y_{i} - \sum_{i} p_{i} x_{i}"),
        ("images-blur", "x_{i} - y_{i} → y_{i} - x_{i}"),
        ("images-turned", "3 x - 4 y → 4 y - 3 x"),
        ("images-stray-mean", "c - b → b - c"),
        ("images-stray-mean", "c - a → a - c"),
        ("images-stray-median", "c - b → b - c"),
        ("images-stray-median", "c - a → a - c"),
        ("images-twice", "x_{k} - x_{n} → x_{n} - x_{k}"),
        ("images-twice", "m - x_{n} → x_{n} - m"),
    },
    WEAKER: {
        ("images-blur", r"|\sum_{i} p_{i} x_{i} - \sum_{i} p_{i} y_{i}| → "
                        r"\sum_{i} p_{i} x_{i} - \sum_{i} p_{i} y_{i}"),
        ("images-blur", "p_{i} |x_{i} - y_{i}| → |x_{i} - y_{i}|"),
        ("images-norms", "x^{2} + y^{2} → x^{2}"),
        ("images-norms", "2 → 3 (3)"),
    },
    SAME_MINIMISER: {
        ("images-mean", r"\frac{1}{N} \sum_{n = 1}^{N} (c - x_{n})^{2} → \sum_{n = 1}^{N} (c - x_{n})^{2}"),
        ("images-mean", r"\frac{1}{N} → 1 N"),
        ("images-mean", r"\frac{1}{N} → \frac{N}{1}"),
        ("images-mean", "1 → 2"),
    },
    WITHIN_THE_CONDITION: {
        ("images-interval", "|c - a| → c - a"),
    },
    OUTVOTED: {
        ("images-stray-median", "2 |c - b| + |c - a| → 2 |c - b| - |c - a|"),
        ("images-stray-median", "2 |c - b| + |c - a| → 2 |c - b|"),
        ("images-stray-median", "2 → 3"),
        ("images-stray-median", "|c - a| → c - a"),
        ("images-stray-median", "c - a → c + a"),
    },
    BOTH_AT_ONE_HALF: {
        ("images-likelier", r"p > q → p \ge q"),
    },
    ANY_WEIGHTS: {
        ("images-likelier", "1 - p → 1 + p"),
    },
}
