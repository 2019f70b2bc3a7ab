"""Proofs: a statement holds for all values of its letters, fails at a point, or neither could be shown.

A side is run once on each piece of the range on which no comparison in it turns (``pieces``, ``symbolic``, ``signs``);
there it is a term without choices (``terms``). Two terms are equal if their normal forms are (``normal_form``); a
difference has one sign if rules about its factors say so (``signs``, ``linear``) or bounds on cells do (``cells``,
``enclosure``, ``tails``). What fails is shown at a point (``refute``).
"""
from eqcheck.proof.outcome import Inconclusive, Outcome, Proof, Refutation
from eqcheck.proof.prove import prove

__all__ = ["Inconclusive", "Outcome", "Proof", "Refutation", "prove"]
