"""What one run of a gallery script leaves: kept beside the script's copy in the book, in ``plot_NAME.run.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from formulario.experiments import RESULTS, Claim, Measurement

from _ext.catalogues import has_words


@dataclass
class Run:
    """What a script drew, measured and claimed, and what this depends on.

    It is written block by block while the script runs. The dependencies are added when all scripts have been run: a
    run without them was broken off.
    """

    descriptions: dict[str, str] = field(default_factory=dict)  # by the name of the image
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # by language: English text, text drawn
    measured: dict[str, Measurement] = field(default_factory=dict)  # by name
    claims: dict[str, Claim] = field(default_factory=dict)  # by point of the lecture
    seeds: list[int] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)  # by file: a hash of its content

    @classmethod
    def of(cls, script: Path) -> Run | None:
        """The run of a script's copy in the book, if there was one."""
        record = record_of(script)
        if not record.exists():
            return None
        run = cls(**json.loads(record.read_text("utf-8")))
        run.measured = {name: Measurement(**found) for name, found in run.measured.items()}  # type: ignore[arg-type]
        run.claims = {point: Claim(**found) for point, found in run.claims.items()}  # type: ignore[arg-type]
        return run

    def write(self, script: Path) -> None:
        record_of(script).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), "utf-8")

    def collect(self) -> None:
        """Take over what the script that runs in this process has measured and claimed so far."""
        self.measured, self.claims, self.seeds = dict(RESULTS.measured), dict(RESULTS.claims), list(RESULTS.seeds)

    def texts(self) -> list[str]:
        """All that a translator has to say."""
        return [text for text in dict.fromkeys(self._texts()) if has_words(text)]

    def _texts(self) -> Iterator[str]:
        yield from self.descriptions.values()
        yield from next(iter(self.words.values()), {})
        yield from self.measured
        for claim in self.claims.values():
            yield from (claim.sentence, *claim.found)


def record_of(script: Path) -> Path:
    return script.with_suffix(".run.json")
