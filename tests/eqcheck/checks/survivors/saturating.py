"""Mutants of the equations of the saturating functions."""
from .reasons import ANOTHER_LIMIT, CODES_OWN_SLOPE, EVEN, FIRST_CASE_WINS, SAME_AT_THE_KINK, SYMMETRIC, WEAKER

SAME_IN_ITS_CASE = "what is changed is the same wherever the condition of its case holds"
SECOND_AT_THE_KINK = "the first case wins where both hold; at −3 it prints the slope which the code sends back there"
STAYS_BELOW = "another product, whose largest value, 0.06223, lies below 1/16 = 0.0625 as well"

SURVIVORS = {
    SAME_AT_THE_KINK: {
        ("hardtanh", r"x \le l → x < l"),
        ("hardtanh", r"x \ge u → x > u"),
        ("hardsigmoid", r"x \le -3 → x < -3"),
        ("hardsigmoid", r"x \ge 3 → x > 3"),
    },
    CODES_OWN_SLOPE: {
        ("relu6-slope", r"x < 0 → x \le 0"),
        ("relu6-slope", r"x > 6 → x \ge 6"),
        ("hardtanh-slope", r"x < l → x \le l"),
        ("hardtanh-slope", r"x > u → x \ge u"),
        ("threshold-slope", r"x < t → x \le t"),
        ("hardsigmoid-slope", r"x < -3 → x \le -3"),
        ("hardsigmoid-slope", r"x > 3 → x \ge 3"),
    },
    FIRST_CASE_WINS: {
        ("relu6-slope", "0 → 1 (3)"),
    },
    SECOND_AT_THE_KINK: {
        ("hardsigmoid-slope", "-3 → 3 (2)"),
    },
    SAME_IN_ITS_CASE: {
        ("softsign-bend", "|x| → x"),
    },
    EVEN: {
        ("sigmoid-slope", r"\operatorname{sigma}'(x) → \operatorname{sigma}'(-x)"),
        ("sigmoid-slope-product", r"\operatorname{sigma}'(x) → \operatorname{sigma}'(-x)"),
        ("tanh-slope", r"\operatorname{Tanh}'(x) → \operatorname{Tanh}'(-x)"),
        ("tanh-slope", r"\tanh(x) → \tanh(-x)"),
        ("tanh-slope-product", r"\operatorname{Tanh}'(x) → \operatorname{Tanh}'(-x)"),
        ("tanh-shrinks", r"\tanh(x) → \tanh(-x)"),
        ("softsign-slope", r"\operatorname{Softsign}'(x) → \operatorname{Softsign}'(-x)"),
        ("softsign-inside", r"\operatorname{Softsign}(x) → \operatorname{Softsign}(-x)"),
        ("softsign-inside", r"\tanh(x) → \tanh(-x)"),
        ("softsign-inverse", r"\operatorname{Softsign}(x) → \operatorname{Softsign}(-x) (2)"),
        ("hardsigmoid-slope", r"\operatorname{Hardsigmoid}'(x) → \operatorname{Hardsigmoid}'(-x)"),
    },
    SYMMETRIC: {
        ("relu6-bounds", r"\operatorname{ReLU6}(x) → \operatorname{ReLU6}(-x)"),
        ("sigmoid-bounds", r"\operatorname{Sigmoid}(x) → \operatorname{Sigmoid}(-x)"),
        ("tanh-bounds", r"\operatorname{Tanh}(x) → \operatorname{Tanh}(-x)"),
        ("softsign-bounds", r"\operatorname{Softsign}(x) → \operatorname{Softsign}(-x)"),
        ("hardtanh-bounds", r"\operatorname{Hardtanh}(x; l, u) → \operatorname{Hardtanh}(-x; l, u)"),
    },
    WEAKER: {
        ("relu6-bounds", "6 → 7"),
        ("sigmoid-steepest", r"1 - \operatorname{sigma}(x) → \operatorname{sigma}(x) - 1"),
        ("sigmoid-steepest", r"\frac{1}{4} → 1 \cdot 4"),
        ("sigmoid-steepest", r"\frac{1}{4} → \frac{4}{1}"),
        ("sigmoid-steepest", "1 → 2 (2)"),
        ("sigmoid-bounds", "1 → 2"),
        ("sigmoid-bounds", "relation 1: < → <="),
        ("sigmoid-bounds", "relation 2: < → <="),
        ("tanh-bounds", "1 → 2"),
        ("tanh-bounds", "1 → 2 (2)"),
        ("tanh-bounds", "relation 1: < → <="),
        ("tanh-bounds", "relation 2: < → <="),
        ("tanh-shrinks", r"|\tanh(x)| → \tanh(x)"),
        ("softsign-bounds", "1 → 2"),
        ("softsign-bounds", "1 → 2 (2)"),
        ("softsign-bounds", "relation 1: < → <="),
        ("softsign-bounds", "relation 2: < → <="),
        ("softsign-inside", r"|\operatorname{Softsign}(x)| → \operatorname{Softsign}(x)"),
        ("softsign-inside", r"\tanh(x) → \operatorname{erf}(x)"),
        ("exercise-two-sigmoids-bound", r"\operatorname{sigma}(\operatorname{sigma}(x)) → "
                                        r"\operatorname{sigma}(-\operatorname{sigma}(x))"),
        ("exercise-two-sigmoids-bound", r"1 - \operatorname{sigma}(\operatorname{sigma}(x)) → "
                                        r"\operatorname{sigma}(\operatorname{sigma}(x)) - 1"),
        ("exercise-two-sigmoids-bound", r"1 - \operatorname{sigma}(x) → \operatorname{sigma}(x) - 1"),
        ("exercise-two-sigmoids-bound", r"\frac{1}{16} → 1 \cdot 16"),
        ("exercise-two-sigmoids-bound", r"\frac{1}{16} → \frac{16}{1}"),
        ("exercise-two-sigmoids-bound", "1 → 2 (3)"),
        ("exercise-two-sigmoids-bound", "relation 1: < → <="),
    },
    STAYS_BELOW: {
        ("exercise-two-sigmoids-bound", r"\operatorname{sigma}(x) → \operatorname{sigma}(-x)"),
        ("exercise-two-sigmoids-bound", r"\operatorname{sigma}(x) → \operatorname{sigma}(-x) (2)"),
    },
    ANOTHER_LIMIT: {
        ("threshold-right", r"\operatorname{Threshold}(x; t, v) → \operatorname{Threshold}(x; v, t)"),
    },
}
