"""Mutants of the equations of class balancing."""
from .reasons import EVEN, WEAKER

MEAN_IS_ONE = "the mean of C p is 1, since frequencies have sum 1"
NOT_THE_LARGEST = "a maximum does not feel the smaller numbers"

SURVIVORS = {
    EVEN: {
        ("balancing-absent", r"1 - \frac{10}{1000} → \frac{10}{1000} - 1"),
        ("balancing-left-out", r"1 - \frac{1}{990} → \frac{1}{990} - 1"),
    },
    WEAKER: {
        ("balancing-noise", r"\frac{1}{C} \sum_{c} \frac{1}{C p_{c}} → \sum_{c} \frac{1}{C p_{c}}"),
        ("balancing-noise", r"\frac{1}{C} → \frac{C}{1}"),
        ("balancing-noise", r"\frac{1}{C} → 1 C"),
        ("balancing-noise", r"C p_{c} → p_{c}"),
        ("balancing-noise", "1 → 2"),
        ("balancing-noise", "1 → 2 (2)"),
    },
    MEAN_IS_ONE: {
        ("balancing-noise", r"\frac{1}{C p_{c}} → \frac{C p_{c}}{1}"),
        ("balancing-noise", r"\frac{1}{C p_{c}} → 1 (C p_{c})"),
    },
    NOT_THE_LARGEST: {
        ("solution-balancing-length", "90 → 91"),
        ("solution-balancing-length", "10 → 11"),
    },
}
