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
        ("softshrink-slope", r"|x| < \lambda → |x| \le \lambda"),
        ("hardshrink-slope", r"|x| < \lambda → |x| \le \lambda"),
    },
    FIRST_CASE_WINS: {
        ("relu-slope", "0 → 1 (3)"),
        ("elu-slope", "0 → 1 (2)"),
        ("rrelu-slope", "0 → 1 (2)"),
        ("leaky-relu-slope", "0 → 1 (2)"),
        ("prelu-slope", "0 → 1 (2)"),
        ("softshrink-slope", r"|x| → x (2)"),
        ("hardshrink-slope", r"|x| → x (2)"),
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
        ("tanhshrink-slope", r"\operatorname{Tanhshrink}'(x) → \operatorname{Tanhshrink}'(-x)"),
        ("tanhshrink-slope", r"\tanh(x) → \tanh(-x)"),
        ("tanhshrink-bounds", r"\operatorname{Tanhshrink}(x) → \operatorname{Tanhshrink}(-x)"),
        ("softshrink-slope", r"\operatorname{Softshrink}'(x; \lambda ) → \operatorname{Softshrink}'(-x; \lambda )"),
        ("softshrink-proximal", r"z - x → x - z"),
        ("ista-falls", r"d u - y → y - d u"),
        ("ista-falls", r"d z - y → y - d z"),
        (
            "softshrink-nonexpansive",
            r"\operatorname{Softshrink}(x; \lambda ) - \operatorname{Softshrink}(y; \lambda ) "
            r"→ \operatorname{Softshrink}(y; \lambda ) - \operatorname{Softshrink}(x; \lambda )",
        ),
        ("softshrink-nonexpansive", r"x - y → y - x"),
        ("softshrink-loss", r"x - \operatorname{Softshrink}(x; \lambda ) → \operatorname{Softshrink}(x; \lambda ) - x"),
        ("hardshrink-slope", r"\operatorname{Hardshrink}'(x; \lambda ) → \operatorname{Hardshrink}'(-x; \lambda )"),
        ("hardshrink-bounds", r"\operatorname{Softshrink}(x; \lambda ) → \operatorname{Softshrink}(-x; \lambda )"),
        ("hardshrink-bounds", r"\operatorname{Hardshrink}(x; \lambda ) → \operatorname{Hardshrink}(-x; \lambda )"),
        ("tanhshrink-price", r"\operatorname{cosh}(t) → \operatorname{cosh}(-t)"),
        ("tanhshrink-price", r"\tanh(t) → \tanh(-t)"),
        ("tanhshrink-price", r"\operatorname{Tanhshrink}'(t) → \operatorname{Tanhshrink}'(-t)"),
        ("hardshrink-proximal", r"y - x → x - y"),
        ("hardshrink-proximal", r"z - x → x - z"),
        ("hardshrink-price", r"y - x → x - y"),
        ("hardshrink-price", r"z - x → x - z"),
    },
    SYMMETRIC: {
        ("softmax-sum", r"\operatorname{Softmax}(x) → \operatorname{Softmax}(-x)"),
        ("relu-bound", r"\operatorname{ReLU}(x) → \operatorname{ReLU}(-x)"),
        ("sigmoid-bound", r"\operatorname{Sigmoid}(x) → \operatorname{Sigmoid}(-x)"),
        ("hardshrink-proximal", r"z - x → z + x"),
        ("hardshrink-price", r"z - x → z + x"),
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
        ("tanhshrink-bounds", r"\operatorname{max}(0, |x| - 1) → \operatorname{min}(0, |x| - 1)"),
        ("tanhshrink-bounds", r"|x| → x"),
        ("tanhshrink-bounds", r"1 → 2"),
        ("tanhshrink-bounds", r"\operatorname{min}(|x|, \frac{|x|^{3}}{3}) → "
                              r"\operatorname{max}(|x|, \frac{|x|^{3}}{3})"),
        ("tanhshrink-bounds", r"\frac{|x|^{3}}{3} → |x|^{3} \cdot 3"),
        ("ista-falls", r"\frac{(d u - y)^{2}}{2} + \lambda |u| → \frac{(d u - y)^{2}}{2} - \lambda |u|"),
        ("ista-falls", r"\frac{(d u - y)^{2}}{2} + \lambda |u| → \frac{(d u - y)^{2}}{2}"),
        ("ista-falls", r"2 → 3 (2)"),
        ("ista-falls", r"|u| → u"),
        ("ista-falls", r"\frac{(d z - y)^{2}}{2} → (d z - y)^{2} \cdot 2"),
        (
            "softshrink-nonexpansive",
            r"|\operatorname{Softshrink}(x; \lambda ) - \operatorname{Softshrink}(y; \lambda )| "
            r"→ \operatorname{Softshrink}(x; \lambda ) - \operatorname{Softshrink}(y; \lambda )",
        ),
        ("softshrink-loss", r"|x - \operatorname{Softshrink}(x; \lambda )| → "
                            r"x - \operatorname{Softshrink}(x; \lambda )"),
        ("hardshrink-bounds", r"|\operatorname{Softshrink}(x; \lambda )| → \operatorname{Softshrink}(x; \lambda )"),
        ("tanhshrink-fifth", r"\frac{x^{3}}{3} - \frac{2 x^{5}}{15} → \frac{2 x^{5}}{15} - \frac{x^{3}}{3}"),
        ("tanhshrink-fifth", r"3 → 4"),
        ("tanhshrink-fifth", r"3 → 4 (2)"),
        ("tanhshrink-fifth", r"\frac{2 x^{5}}{15} → 2 x^{5} \cdot 15"),
        ("tanhshrink-fifth", r"2 x^{5} → 2"),
        ("tanhshrink-fifth", r"2 → 3"),
        ("tanhshrink-fifth", r"\frac{x^{3}}{3} - \frac{2 x^{5}}{15} → \frac{x^{3}}{3} + \frac{2 x^{5}}{15} (2)"),
        ("tanhshrink-fifth", r"\frac{x^{3}}{3} → x^{3} \cdot 3 (2)"),
        ("tanhshrink-fifth", r"2 x^{5} → x^{5} (2)"),
        ("tanhshrink-fifth", r"5 → 6 (2)"),
        ("tanhshrink-fifth", r"15 → 16 (2)"),
        ("tanhshrink-fifth", r"\frac{17 x^{7}}{315} → 17 x^{7} \cdot 315"),
        ("tanhshrink-fifth", r"17 x^{7} → 17"),
        ("tanhshrink-fifth", r"17 → 18"),
        ("tanhshrink-one-per-cent", r"100 → 101"),
        ("tanhshrink-one-per-cent", r"3 → 4"),
        ("tanhshrink-one-per-cent", r"3 → 4 (2)"),
        ("tanhshrink-one-per-cent", r"\frac{x^{3}}{3} → x^{3} \cdot 3 (2)"),
        ("hardshrink-proximal", r"\frac{(y - x)^{2}}{2} + \frac{\lambda ^{2}}{2} \mathbb{1}\{y \ne 0\} → "
                                r"\frac{(y - x)^{2}}{2} - \frac{\lambda ^{2}}{2} \mathbb{1}\{y \ne 0\}"),
        ("hardshrink-proximal", r"\frac{(y - x)^{2}}{2} + \frac{\lambda ^{2}}{2} \mathbb{1}\{y \ne 0\} → "
                                r"\frac{(y - x)^{2}}{2}"),
        ("hardshrink-proximal", r"2 → 3 (2)"),
        ("hardshrink-proximal", r"2 → 3 (4)"),
        ("hardshrink-proximal", r"\frac{(z - x)^{2}}{2} → (z - x)^{2} \cdot 2"),
        ("hardshrink-proximal", r"\frac{\lambda ^{2}}{2} \mathbb{1}\{z \ne 0\} → \frac{\lambda ^{2}}{2}"),
        ("hardshrink-proximal", r"\frac{\lambda ^{2}}{2} → \lambda ^{2} \cdot 2 (2)"),
        ("hardshrink-price", r"\frac{(y - x)^{2}}{2} + \mu \mathbb{1}\{y \ne 0\} → "
                             r"\frac{(y - x)^{2}}{2} - \mu \mathbb{1}\{y \ne 0\}"),
        ("hardshrink-price", r"\frac{(y - x)^{2}}{2} + \mu \mathbb{1}\{y \ne 0\} → \frac{(y - x)^{2}}{2}"),
        ("hardshrink-price", r"2 → 3 (2)"),
        ("hardshrink-price", r"\frac{(z - x)^{2}}{2} → (z - x)^{2} \cdot 2"),
        ("hardshrink-price", r"\mu \mathbb{1}\{z \ne 0\} → \mu"),
    },
    ANOTHER_LIMIT: {
        ("relu-left", r"\frac{\operatorname{ReLU}(h)}{h} → \operatorname{ReLU}(h) h"),
        ("relu-right", r"\frac{\operatorname{ReLU}(h)}{h} → \frac{h}{\operatorname{ReLU}(h)}"),
        ("relu-right", "0 → 1"),
        ("leaky-relu-limit", r"\lim_{a \to 0^+} \operatorname{LeakyReLU}(x; a) → "
                             r"\lim_{a \to 0^-} \operatorname{LeakyReLU}(x; a)"),
        ("hardshrink-inside", r"\operatorname{Hardshrink}(\lambda + h; \lambda ) → "
                              r"\operatorname{Hardshrink}(-(\lambda + h); \lambda )"),
        ("hardshrink-inside", r"\lambda + h → \lambda"),
    },
    TRUE_FOR_ANY_FACTOR: {
        ("sign-invariant", "c x → x"),
    },
}

JUDGED = {survivor: reason for reason, survivors in SURVIVORS.items() for survivor in survivors}
