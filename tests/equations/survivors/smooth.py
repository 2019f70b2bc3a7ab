"""Mutants of the equations of the smooth rectifiers and of the gates."""

SURVIVORS: dict[str, set[tuple[str, str]]] = {}
