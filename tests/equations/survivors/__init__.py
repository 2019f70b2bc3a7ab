"""Mutants that pass, each judged: why the changed formula is true as well.

A name is a statement of :mod:`planted`, of the library or of the book; a change is spelled as :mod:`mutate` does.
"""
from . import balancing, first, images, regression, saturating, smooth, softargmax

JUDGED = {
    survivor: reason
    for chapter in (balancing, first, images, regression, smooth, saturating, softargmax)
    for reason, survivors in chapter.SURVIVORS.items()
    for survivor in survivors
}
