"""Mutants of the equations of the saturating functions."""

SURVIVORS: dict[str, set[tuple[str, str]]] = {}
