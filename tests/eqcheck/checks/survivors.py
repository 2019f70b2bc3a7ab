"""Mutants that are true though no proof shows it, each judged by hand.

A mutant is a statement of :mod:`planted`, of the library or of the book, with the place of its change in the tree of
the formula and what stands there now, as :mod:`mutate` spells it.
"""
EVEN = "the function of the difference, or the function itself, is even"
SAME_AT_THE_KINK = "both cases give the same value at the kink, so it does not matter to which of them it belongs"
WEAKER = "a weaker bound, which is true too"
ANOTHER_LIMIT = "another limit that happens to have the same value"
ANY_WEIGHTS = "a mean with any weights is at most the maximum"
STAYS_WITHIN = "at most 1 / (1 + (C − 1) exp(−1 / (C − 1))), which is within the bound"
SYMMETRIC = "the statement is true for −x as well as for x"
BOTH_AT_ONE_HALF = "at one half, which is not tried, either answer is a minimiser"
ONLY_RATIOS = "weights that are all multiplied by a number give the same mean, whatever the number is"
STRICT_TOO = "never equal on paper: no share is 0, and with two scores or more none is 1"
LARGER_WEIGHT = "true for any two weights that are not negative: the larger one wins"
COSINE = "the cosine is even"
BOTH_RECUR = "the sines of multiples of an angle obey the same recurrence"
EVEN_DEGREE = "a polynomial of even degree is even"

SURVIVORS = {
    COSINE: {
        ("chebyshev", r"clause.0: \operatorname{cos}(-n \operatorname{arccos}(t))"),
        ("chebyshev", "relation.1.body.right.indices.0: 1 - k"),
        ("chebyshev-recurrence", r"clause.0: \operatorname{cos}(-k \operatorname{arccos}(x))"),
        ("chebyshev-recurrence", "relation.1.right.indices.0: 1 - n"),
        ("chebyshev-cubic", r"clause.0: \operatorname{cos}(-k \operatorname{arccos}(x))"),
        ("chebyshev-of-cosine", r"relation.0.arguments.0: \operatorname{cos}(-t)"),
        ("chebyshev-of-cosine", "relation.1.body.right.arguments.0.left: 1 - k"),
        ("chebyshev-of-cosine", r"relation.1.body.right: \operatorname{cos}(-(k - 1) t)"),
        ("exercise-chebyshev-quartic", r"clause.0: \operatorname{cos}(-k \operatorname{arccos}(x))"),
    },
    BOTH_RECUR: {
        ("chebyshev-recurrence", r"clause.0: \operatorname{sin}(k \operatorname{arccos}(x))"),
    },
    EVEN_DEGREE: {
        ("exercise-chebyshev-quartic", r"clause.0.arguments.0.right: \operatorname{arccos}(-x)"),
    },
    EVEN: {
        ("images-blur", "relation.1.body.right.operand: y_{i} - x_{i}"),
        ("smooth_errors", "relation.1.branches.0.0.right.base: y_{i} - x_{i}"),
        ("mse-norm", "relation.1.left.base.operand: y - x"),
        ("smooth_errors", "relation.1.branches.1.0.left.operand: y_{i} - x_{i}"),
        ("kl-bound", r"relation.0.body.base: \sqrt{q_{c}} - \sqrt{p_{c}}"),
        ("ista-falls", "relation.1.left.left.base: y - d z"),
        ("ista-falls", "relation.0.left.left.base: y - d u"),
        ("images-blur", r"relation.0.operand: \sum_{i} p_{i} y_{i} - \sum_{i} p_{i} x_{i}"),
        ("smooth_errors", "relation.1.branches.0.1.operands.0.operand: y_{i} - x_{i}"),
        ("softshrink-nonexpansive", r"relation.0.operand: \operatorname{Softshrink}(y; \lambda ) -"
         r" \operatorname{Softshrink}(x; \lambda )"),
        ("hardshrink-bounds", r"relation.0.operand: \operatorname{Softshrink}(-x; \lambda )"),
        ("images-likelier", "relation.0.body.right.right.operand: a - c"),
        ("images-stray-mean", "relation.0.body.left.right.base: b - c"),
        ("tanhshrink-bounds", r"relation.1.operand: \operatorname{Tanhshrink}(-x)"),
        ("softshrink-proximal", "relation.1.body.left.left.base: x - z"),
        ("softshrink-nonexpansive", "relation.1.operand: y - x"),
        ("hardshrink-bounds", r"relation.1.operand: \operatorname{Hardshrink}(-x; \lambda )"),
        ("images-stray-mean", "relation.0.body.right.base: a - c"),
        ("images-likelier", "relation.0.body.left.right.operand: b - c"),
        ("solution-log-cosh-near", r"relation.0.body.left.arguments.0: \operatorname{cosh}(-u)"),
    },
    SAME_AT_THE_KINK: {
        ("smooth_errors", r"relation.1.branches.0.1: |x_{i} - y_{i}| \le 1"),
    },
    WEAKER: {
        ("gauss-best-scale", "relation.0.right.right: 3"),
        ("gauss-best-scale", r"relation.0: \log(\sqrt{v})"),
        ("gauss-best-scale", r"relation.0: \log(\sqrt{v}) - \frac{1}{2}"),
        ("gauss-best-scale", "relation.1.right.right: s^{2}"),
        ("ce-convex", r"relation.1: (\operatorname{CE}(x + v, c) + \operatorname{CE}(x - v, c)) \cdot 2"),
        ("balancing-noise", "relation.0.left: 1 C"),
        ("log-softmax-bound", "relation.1: 1"),
        ("ista-falls", r"relation.0: \frac{(d u - y)^{2}}{2}"),
        ("balancing-noise", "relation.0.left.left: 2"),
        ("images-blur", r"relation.0: \sum_{i} p_{i} x_{i} - \sum_{i} p_{i} y_{i}"),
        ("kldiv-floor", "relation.0.operand.arguments.0: x + 1"),
        ("ista-falls", "relation.0.right.right: u"),
        ("ista-falls", r"relation.1.left: (d z - y)^{2} \cdot 2"),
        ("ista-falls", "relation.0.left.right: 3"),
        ("balancing-noise", r"relation.0: \sum_{c} \frac{1}{C p_{c}}"),
        ("ista-falls", r"relation.0: \frac{(d u - y)^{2}}{2} - \lambda |u|"),
        ("balancing-noise", "relation.0.right.body.left: 2"),
        ("images-blur", "relation.1.body: |x_{i} - y_{i}|"),
        ("kl-bound", "relation.0.body.exponent: 3"),
        ("nll-frequencies", r"relation.0: \frac{1}{N} \sum_{n = 1}^{N} \log(f_{y_{n}})"),
        ("balancing-noise", "relation.0.right.body.right: p_{c}"),
        ("balancing-noise", r"relation.0.left: \frac{C}{1}"),
        ("solution-softmax-twice", "relation.1.left.arguments.0: 2"),
        ("solution-softmax-twice", r"relation.1.right.left.left: \log(1)"),
        ("solution-softmax-twice", r"relation.1.right.left.left: \exp(-1)"),
        ("nll-frequencies", r"relation.0.operand.right: \sum_{n = 2}^{N} \log(f_{y_{n}})"),
        ("nll-frequencies", "relation.0.operand.right.lower: 2"),
        ("nll-frequencies", r"relation.1.operand: \sum_{n = 1}^{N} \log(q_{y_{n}})"),
        ("nll-frequencies", "relation.1.operand.left: 1 N"),
        ("nll-frequencies", r"relation.1.operand.left: \frac{N}{1}"),
        ("tanhshrink-bounds", "relation.0.arguments.1.right: 2"),
        ("tanhshrink-bounds", r"relation.2.arguments.1: |x|^{3} \cdot 3"),
        ("nll-frequencies", r"clause.0: \sum_{n = 1}^{N} \mathbb{1}\{y_{n} = c\}"),
        ("nll-frequencies", "clause.0.left.left: 2"),
        ("solution-nll-weighted-probabilities", "relation.0.operand.body: w_{c} f_{c}"),
        ("solution-nll-weighted-probabilities", "relation.1.operand.body.left: w_{c}"),
        ("zipf-sum", "relation.0.arguments.0: n - 1"),
        ("zipf-sum", "operator.0: <="),
        ("solution-softmax-twice", "relation.1.right.right: 2"),
        ("nll-frequencies", "clause.0.left: 1 N"),
        ("solution-nll-weighted-probabilities", r"relation.0.operand.body.right.arguments.0: \frac{\sum_{j} w_"
         "{j} f_{j}}{w_{c} f_{c}}"),
        ("zipf-sum", "relation.0.arguments.0: n"),
        ("tanhshrink-bounds", r"relation.2: \operatorname{max}(|x|, \frac{|x|^{3}}{3})"),
        ("softshrink-nonexpansive", r"relation.0: \operatorname{Softshrink}(x; \lambda ) - \operat"
         r"orname{Softshrink}(y; \lambda )"),
        ("hardshrink-bounds", r"relation.0: \operatorname{Softshrink}(x; \lambda )"),
        ("tanhshrink-one-per-cent", r"relation.2: x^{3} \cdot 3"),
        ("logsigmoid-bounds", "relation.2.arguments.0: 1"),
        ("nll-frequencies", "relation.1.operand.left.left: 2"),
        ("nll-frequencies", r"clause.0.left: \frac{N}{1}"),
        ("solution-nll-weighted-probabilities", r"relation.0: \sum_{c} w_{c} f_{c} \log(\frac{w_{c} f_{c}}{\su"
         "m_{j} w_{j} f_{j}})"),
        ("solution-nll-weighted-probabilities", "relation.0.operand.body.right.arguments.0.left: w_{c}"),
        ("zipf-sum", "relation.2.left: 2"),
    },
    ANOTHER_LIMIT: {
        ("softplus-far", "relation.0.body.left.parameters.0: 2"),
        ("tanh-near", r"relation.0: \lim_{c \to 0^-} \frac{\tanh(c x)}{c}"),
        ("tempered-softmax-uniform", r"relation.0.body.base: \operatorname{Softmax}(-x; \beta )"),
        ("leaky-relu-limit", r"relation.0: \lim_{a \to 0^-} \operatorname{LeakyReLU}(x; a)"),
        ("silu-line", r"relation.0: \lim_{beta \to 0^-} \frac{\operatorname{SiLU}(\beta x)}{\beta }"),
        ("softmax-uniform", r"relation.0.body.base: \operatorname{Softmax}(-\beta x)"),
        ("threshold-right", r"relation.0.body: \operatorname{Threshold}(x; v, t)"),
    },
    ANY_WEIGHTS: {
        ("soft-maximum", r"clause.0.base: \operatorname{Softmax}(-x)"),
    },
    STAYS_WITHIN: {
        ("solution-softmax-twice", r"relation.0.base: \operatorname{Softmax}(-\operatorname{Softmax}(x))"),
    },
    SYMMETRIC: {
        ("solution-softmax-twice", r"relation.0.base.arguments.0: \operatorname{Softmax}(-x)"),
    },
    BOTH_AT_ONE_HALF: {
        ("images-likelier", r"relation.1.branches.0.1: p \ge q"),
    },
    ONLY_RATIOS: {
        ("nll-weights-ratio", "relation.0.parameters.0: w"),
    },
    STRICT_TOO: {
        ("solution-softmax-twice", "operator.0: <"),
    },
    LARGER_WEIGHT: {
        ("images-likelier", "clause.0: 1 + p"),
    },
}

JUDGED = {survivor: reason for reason, survivors in SURVIVORS.items() for survivor in survivors}
