"""A displayed equation with its options and its place."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from eqcheck.syntax.kinds import KINDS

OPTIONS = ("label", "kind", "where", "of", "wrt", "within", "within-ulps", "unchecked")


class StatementError(ValueError):
    """The options of an equation do not fit together."""


@dataclass(frozen=True)
class Statement:
    """What an author wrote, unread: ``latex`` and the options are the text as it stands.

    ``name`` is the function's name for a definition and the label, perhaps empty, for anything else.
    ``file`` is relative to the root of the project; ``line`` is the line, from 1, of the first line of ``latex``.
    """

    name: str
    kind: str
    latex: str
    where: str = ""
    of: str = ""
    wrt: str = ""
    within: str = ""
    within_ulps: str = ""
    unchecked: str = ""
    file: str = ""
    line: int = 0

    @classmethod
    def written(
        cls, latex: str, options: Mapping[str, str], *, name: str = "", kind: str = "identity", file: str, line: int
    ) -> Statement:
        """The statement with these options; ``name`` and ``kind`` are what they are where no option says so."""
        for option in options:
            if option not in OPTIONS:
                raise StatementError(f"unknown option {option!r}: choose from {', '.join(OPTIONS)}")
        texts = {option: " ".join(options.get(option, "").split()) for option in OPTIONS}
        name, texts["kind"] = texts.pop("label") or name, texts["kind"] or kind
        if texts["kind"] not in KINDS:
            raise StatementError(f"unknown kind {texts['kind']!r}: choose one of {', '.join(KINDS)}")
        for option in sorted(set(options) - KINDS[texts["kind"]].options):
            if others := [name for name, one in KINDS.items() if option in one.options]:
                raise StatementError(
                    f"`:{option}:` says nothing about this {texts['kind']}: leave it out; it belongs to the kinds "
                    f"{', '.join(others)}"
                )
        if "unchecked" in options and not texts["unchecked"]:
            raise StatementError("`:unchecked:` without a reason: say why the equation cannot be checked")
        if not latex.strip():
            raise StatementError("an equation without a formula: write it after the options and a blank line")
        fields = {option.replace("-", "_"): text for option, text in texts.items()}
        return cls(name=name, latex=latex, file=file, line=line, **fields)

    def __str__(self) -> str:
        return self.name or f"{self.file}:{self.line}"

    def to_json(self) -> dict[str, object]:
        return asdict(self)
