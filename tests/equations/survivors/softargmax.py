"""Mutants of the equations of soft(arg)max."""

SURVIVORS: dict[str, set[tuple[str, str]]] = {}
