"""Mutants that are true though no proof shows it, each judged by hand.

A mutant is a statement of :mod:`planted`, of the library or of the book, with the place of its change in the tree of
the formula and what stands there now, as :mod:`mutate` spells it.
"""
EVEN = "the function of the difference, or the function itself, is even"
WEAKER = "a weaker bound, which is true too"
ANOTHER_LIMIT = "another limit that happens to have the same value"
SAME_AT_THE_KINK = "both cases give the same value at the kink, so it does not matter to which of them it belongs"
FIRST_CASE_WINS = "the first case holds already where the second one reaches further, and has no value there"
ANY_WEIGHTS = "a mean with any weights is at most the maximum"

SURVIVORS = {
    EVEN: {
        ("smooth_errors", "relation.1.branches.0.0.right.base: y_{i} - x_{i}"),
        ("smooth_errors", "relation.1.branches.0.1.operands.0.operand: y_{i} - x_{i}"),
        ("smooth_errors", "relation.1.branches.1.0.left.operand: y_{i} - x_{i}"),
        ("mse-norm", "relation.1.left.base.operand: y - x"),
        ("kl-bound", r"relation.0.body.base: \sqrt{q_{c}} - \sqrt{p_{c}}"),
        ("images-blur", r"relation.0.operand: \sum_{i} p_{i} y_{i} - \sum_{i} p_{i} x_{i}"),
        ("images-blur", "relation.1.body.right.operand: y_{i} - x_{i}"),
        ("ista-falls", "relation.0.left.left.base: y - d u"),
        ("ista-falls", "relation.1.left.left.base: y - d z"),
    },
    SAME_AT_THE_KINK: {
        ("smooth_errors", r"relation.1.branches.0.1: |x_{i} - y_{i}| \le 1"),
    },
    FIRST_CASE_WINS: {
        ("adaptive_log_softmax", r"relation.1.branches.1.1: a \le i \le a + b"),
    },
    WEAKER: {
        ("log-softmax-bound", "relation.1: 1"),
        ("ista-falls", r"relation.0: \frac{(d u - y)^{2}}{2} - \lambda |u|"),
        ("ista-falls", r"relation.0: \frac{(d u - y)^{2}}{2}"),
        ("ista-falls", "relation.0.left.right: 3"),
        ("ista-falls", "relation.0.right.right: u"),
        ("ista-falls", r"relation.1.left: (d z - y)^{2} \cdot 2"),
        ("images-blur", r"relation.0: \sum_{i} p_{i} x_{i} - \sum_{i} p_{i} y_{i}"),
        ("images-blur", "relation.1.body: |x_{i} - y_{i}|"),
        ("kl-bound", "relation.0.body.exponent: 3"),
        ("kldiv-floor", "relation.0.operand.arguments.0: x + 1"),
        ("balancing-noise", r"relation.0: \sum_{c} \frac{1}{C p_{c}}"),
        ("balancing-noise", "relation.0.left: 1 C"),
        ("balancing-noise", r"relation.0.left: \frac{C}{1}"),
        ("balancing-noise", "relation.0.left.left: 2"),
        ("balancing-noise", "relation.0.right.body.left: 2"),
        ("balancing-noise", "relation.0.right.body.right: p_{c}"),
        ("nll-frequencies", r"relation.0: \frac{1}{N} \sum_{n = 1}^{N} \log(f_{y_{n}})"),
        ("ce-convex", r"relation.1: (\operatorname{CE}(x + v, c) + \operatorname{CE}(x - v, c)) \cdot 2"),
    },
    ANOTHER_LIMIT: {
        ("softmax-uniform", r"relation.0.body.base: \operatorname{Softmax}(-\beta x)"),
        ("silu-line", r"relation.0: \lim_{beta \to 0^-} \frac{\operatorname{SiLU}(\beta x)}{\beta }"),
        ("leaky-relu-limit", r"relation.0: \lim_{a \to 0^-} \operatorname{LeakyReLU}(x; a)"),
    },
    ANY_WEIGHTS: {
        ("soft-maximum", r"clause.0.base: \operatorname{Softmax}(-x)"),
    },
}

JUDGED = {survivor: reason for reason, survivors in SURVIVORS.items() for survivor in survivors}
