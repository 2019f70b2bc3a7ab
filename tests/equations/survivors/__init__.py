"""Mutants that pass, each judged: why the changed formula is true as well.

A name is a statement of :mod:`planted`, of the library or of the book; a change is spelled as :mod:`mutate` does.
"""
from . import (
    balancing,
    first,
    images,
    information,
    likelihood,
    regression,
    saturating,
    smooth,
    softargmax,
)

CHAPTERS = (first, smooth, saturating, softargmax, regression, images, likelihood, balancing, information)

JUDGED = {
    survivor: reason
    for chapter in CHAPTERS
    for reason, survivors in chapter.SURVIVORS.items()
    for survivor in survivors
}
