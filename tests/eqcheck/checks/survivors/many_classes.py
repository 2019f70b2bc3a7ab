"""Mutants of the equations of the adaptive softmax."""
from .reasons import EVEN, STRICT, WEAKER

FIRST_CASE = "where i is a, the first case holds already"
SAME_CLUSTER = "another class of the same cluster, which has these slopes too"

SURVIVORS = {
    FIRST_CASE: {
        ("adaptive_log_softmax", r"a < i \le a + b → a \le i \le a + b"),
    },
    SAME_CLUSTER: {
        ("adaptive-slope-head", "3 → 4"),
        ("adaptive-slope-other", "3 → 4"),
    },
    STRICT: {
        ("adaptive-bound", "relation 1: <= → <"),
    },
    EVEN: {
        ("solution-adaptive-uniform", "1 - x → x - 1"),
    },
    WEAKER: {
        ("zipf-sum", "n + 1 → n - 1"),
        ("zipf-sum", "n + 1 → n"),
        ("zipf-sum", "relation 1: < → <="),
        ("zipf-sum", "1 → 2 (4)"),
        ("solution-adaptive-uniform", "1 → 2 (2)"),
        ("solution-adaptive-uniform", "4 → 5"),
    },
}
