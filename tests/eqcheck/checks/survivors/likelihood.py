"""Mutants of the equations of negative log-likelihood."""
from .reasons import SYMMETRIC, WEAKER

ONLY_RATIOS = "weights that are all multiplied by a number give the same mean, whatever the number is"

SURVIVORS = {
    SYMMETRIC: {
        ("nll-bound", r"\operatorname{LogSoftmax}(x_{n}) → \operatorname{LogSoftmax}(-x_{n})"),
    },
    ONLY_RATIOS: {
        ("nll-weights-ratio", "a w → w"),
    },
    WEAKER: {
        ("nll-frequencies", r"-\frac{1}{N} \sum_{n = 1}^{N} \log(f_{y_{n}}) → "
                            r"\frac{1}{N} \sum_{n = 1}^{N} \log(f_{y_{n}})"),
        ("nll-frequencies", r"\frac{1}{N} \sum_{n = 1}^{N} \log(f_{y_{n}}) → \frac{1}{N}"),
        ("nll-frequencies", r"\sum_{n = 1}^{N} \log(f_{y_{n}}) → \sum_{n = 2}^{N} \log(f_{y_{n}})"),
        ("nll-frequencies", "1 → 2 (2)"),
        ("nll-frequencies", r"\frac{1}{N} \sum_{n = 1}^{N} \log(q_{y_{n}}) → \sum_{n = 1}^{N} \log(q_{y_{n}})"),
        ("nll-frequencies", r"\frac{1}{N} → 1 N (2)"),
        ("nll-frequencies", r"\frac{1}{N} → \frac{N}{1} (2)"),
        ("nll-frequencies", "1 → 2 (3)"),
        ("nll-frequencies", r"\frac{1}{N} \sum_{n = 1}^{N} \mathbb{1}\{y_{n} = c\} → "
                            r"\sum_{n = 1}^{N} \mathbb{1}\{y_{n} = c\}"),
        ("nll-frequencies", r"\frac{1}{N} → 1 N (3)"),
        ("nll-frequencies", r"\frac{1}{N} → \frac{N}{1} (3)"),
        ("nll-frequencies", "1 → 2 (5)"),
        ("solution-nll-weighted-shares", r"-\sum_{c} w_{c} f_{c} \log(\frac{w_{c} f_{c}}{\sum_{j} w_{j} f_{j}}) → "
                                         r"\sum_{c} w_{c} f_{c} \log(\frac{w_{c} f_{c}}{\sum_{j} w_{j} f_{j}})"),
        ("solution-nll-weighted-shares", r"w_{c} f_{c} \log(\frac{w_{c} f_{c}}{\sum_{j} w_{j} f_{j}}) → w_{c} f_{c}"),
        ("solution-nll-weighted-shares", r"\frac{w_{c} f_{c}}{\sum_{j} w_{j} f_{j}} → "
                                         r"\frac{\sum_{j} w_{j} f_{j}}{w_{c} f_{c}}"),
        ("solution-nll-weighted-shares", "w_{c} f_{c} → w_{c} (2)"),
        ("solution-nll-weighted-shares", "w_{c} f_{c} → w_{c} (3)"),
    },
}
