r"""Mutants that pass, each judged: why the changed formula is true as well.

A name is a statement of :mod:`planted`, of the library or of the book; a change is spelled as :mod:`mutate` does.
"""

SAME_AT_THE_KINK = "both cases give the same value at the kink, so it does not matter to which of them it belongs"
CODES_OWN_SLOPE = "prints the slope at the kink which the code sends back there"
FIRST_CASE_WINS = "the first case holds already where the second one reaches further; at 0 it prints the code's slope"
EVEN = "the function of the difference, or the function itself, is even"
SYMMETRIC = "the statement is true for −x as well as for x"
INVARIANT = "softmax is unchanged by any shift, so this is another true statement"
WEAKER = "a weaker bound, which is true too"
ANOTHER_LIMIT = "another limit that happens to have the same value"
TRUE_FOR_ANY_FACTOR = "true for every factor c > 0, so also without it"

SURVIVORS = {
    SAME_AT_THE_KINK: {
        ("rrelu", r"x \ge 0 → x > 0"),
        ("rrelu", r"x > 0 → x \ge 0"),
        ("leaky_relu", r"x \ge 0 → x > 0"),
        ("leaky_relu", r"x > 0 → x \ge 0"),
        ("prelu", r"x \ge 0 → x > 0"),
        ("prelu", r"x > 0 → x \ge 0"),
        ("hardtanh", r"x > b → x \ge b"),
        ("hardtanh", r"x < a → x \le a"),
        ("softshrink", r"x > \lambda → x \ge \lambda"),
        ("softshrink", r"x < -\lambda → x \le -\lambda"),
        ("smooth_errors", r"|x_{i} - y_{i}| < 1 → |x_{i} - y_{i}| \le 1"),
    },
    CODES_OWN_SLOPE: {
        ("relu-slope", r"x < 0 → x \le 0"),
        ("elu-slope", r"x < 0 → x \le 0"),
        ("rrelu-slope", r"x < 0 → x \le 0"),
        ("leaky-relu-slope", r"x < 0 → x \le 0"),
        ("prelu-slope", r"x < 0 → x \le 0"),
    },
    FIRST_CASE_WINS: {
        ("relu-slope", "0 → 1 (3)"),
        ("elu-slope", "0 → 1 (2)"),
        ("rrelu-slope", "0 → 1 (2)"),
        ("leaky-relu-slope", "0 → 1 (2)"),
        ("prelu-slope", "0 → 1 (2)"),
    },
    EVEN: {
        ("squared_errors", "x_{n} - y_{n} → y_{n} - x_{n}"),
        ("mse_loss", "x_{n} - y_{n} → y_{n} - x_{n}"),
        ("absolute_errors", "x_{n} - y_{n} → y_{n} - x_{n}"),
        ("smooth_errors", "x_{i} - y_{i} → y_{i} - x_{i}"),
        ("smooth_errors", "x_{i} - y_{i} → y_{i} - x_{i} (2)"),
        ("smooth_errors", "x_{i} - y_{i} → y_{i} - x_{i} (3)"),
        ("sigmoid-slope", r"\operatorname{Sigmoid}'(x) → \operatorname{Sigmoid}'(-x)"),
        ("tanh-slope", r"\tanh(x) → \tanh(-x) (2)"),
        ("prelu-absolute", r"\operatorname{PReLU}(x; -1) → \operatorname{PReLU}(-x; -1)"),
    },
    SYMMETRIC: {
        ("softmax-sum", r"\operatorname{Softmax}(x) → \operatorname{Softmax}(-x)"),
        ("relu-bound", r"\operatorname{ReLU}(x) → \operatorname{ReLU}(-x)"),
        ("sigmoid-bound", r"\operatorname{Sigmoid}(x) → \operatorname{Sigmoid}(-x)"),
    },
    INVARIANT: {
        ("softmax-shift", "x_{j} + c → x_{j} - c"),
        ("softmax-shift", "x_{j} + c → x_{j}"),
    },
    WEAKER: {
        ("sigmoid-bound", "1 → 2"),
        ("sigmoid-bound", "relation 1: < → <="),
        ("sigmoid-bound", "relation 2: < → <="),
        ("softplus-bound", "2 → 3"),
        ("softplus-bound", "relation 1: < → <="),
    },
    ANOTHER_LIMIT: {
        ("relu-left", r"\frac{\operatorname{ReLU}(h)}{h} → \operatorname{ReLU}(h) h"),
        ("relu-right", r"\frac{\operatorname{ReLU}(h)}{h} → \frac{h}{\operatorname{ReLU}(h)}"),
        ("relu-right", "0 → 1"),
        ("leaky-relu-limit", r"\lim_{a \to 0^+} \operatorname{LeakyReLU}(x; a) → "
                             r"\lim_{a \to 0^-} \operatorname{LeakyReLU}(x; a)"),
    },
    TRUE_FOR_ANY_FACTOR: {
        ("sign-invariant", "c x → x"),
    },
}

JUDGED = {survivor: reason for reason, survivors in SURVIVORS.items() for survivor in survivors}
