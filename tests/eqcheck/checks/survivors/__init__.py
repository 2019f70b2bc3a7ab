"""Mutants that pass, each judged: why the changed formula is true as well.

A name is a statement of :mod:`planted`, of the library or of the book; a change is spelled as :mod:`mutate` does.
"""
from . import (
    balancing,
    first,
    images,
    information,
    likelihood,
    many_classes,
    regression,
    saturating,
    smooth,
    softargmax,
)

ACTIVATIONS = (first, smooth, saturating, softargmax)
LOSSES = (regression, images, likelihood, balancing, information, many_classes)

JUDGED = {
    survivor: reason
    for chapter in (*ACTIVATIONS, *LOSSES)
    for reason, survivors in chapter.SURVIVORS.items()
    for survivor in survivors
}
