"""Random and hostile statements: ``python tests/eqcheck/fuzz.py SECONDS [SEED]`` prints each that breaks the checker.

A statement may be verified, fail, or be given up; what is raised, waits without end or breaks a process is a fault.
"""
from __future__ import annotations

import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from time import monotonic

from eqcheck import KINDS, Library, Statement, Verdict, load_library, read_chapters, read_markdown, read_rst, verify
from eqcheck.project.processes import Limits, each
from eqcheck.syntax import symbols

ROOT = Path(__file__).parents[2]
BATCH = 64
BROKEN = ("the check broke off", "SIGSEGV", "SIGBUS", "by the clock")
SIGNS = [*symbols.RELATIONS, *symbols.PLAIN, *symbols.OPENING, *symbols.CLOSING, *symbols.BARS, *symbols.REMEDIES,
         "_", "^", "{", "}", "&", r"\\", "'", " ", "\n", "[", "]", r"\left", r"\right", r"\frac", r"\sum", r"\max",
         r"\begin{cases}", r"\end{cases}", r"\text{if }", r"\operatorname{ReLU}", r"\mathbb{1}", r"\underset",
         *(f"\\{name}" for name in [*symbols.NAMED, *symbols.GATHERED, *sorted(symbols.GREEK)]), *"xyznNCij0123456789"]
NUMBERS = ["0", "1", "-1", "0.5", "1/3", "10^{100}", "10^{-400}", "99999999999999999999", "0.000000000000000000001",
           "1000000", r"\infty", r"\pi", "e", "1e999999999", "inf", "\x00", "٣", "½"]
WHERES = ["x real", "x real > 0", "x real in [0, 1)", "x real[N]", "x real[N, C]; y class(C)[N]", "p distribution[C]",
          "x in 0, 1/2, 3", "n integer in [1, 5]", "n integer", "n integer > -3", "x, y real; x < y", "x real[3]",
          "x real[0]", "N in 1, 1000; x real[N]", "y class(2)", "r in 'mean', 'sum'", "x real != 0", "x class(N)"]


def formula(random: Random, depth: int) -> str:
    """A formula that can mostly be read."""
    if depth == 0 or random.random() < 0.15:
        return random.choice(["x", "y", "n", "x_i", "x_{i,j}", "p_c", "N", random.choice(NUMBERS)])
    part = partial(formula, random, depth - 1)
    return random.choice([
        lambda: f"{part()} + {part()}", lambda: f"{part()} - {part()}", lambda: f"({part()}) ({part()})",
        lambda: rf"\frac{{{part()}}}{{{part()}}}", lambda: f"({part()})^{{{part()}}}", lambda: rf"\sqrt{{{part()}}}",
        lambda: rf"\{random.choice(sorted(symbols.NAMED))}({part()})", lambda: f"|{part()}|", lambda: f"({part()})^+",
        lambda: rf"\operatorname{{{random.choice(NAMES)}}}({part()})", lambda: rf"\max({part()}, {part()})",
        lambda: rf"\sum_{{k=1}}^{{{random.choice(['n', 'N', '3', '99999'])}}} {part()}", lambda: rf"\sum_i {part()}",
        lambda: rf"\mathbb{{1}}\{{{part()} > {part()}\}}", lambda: rf"\frac{{\partial}}{{\partial x}} ({part()})",
        lambda: rf"\lim_{{x \to {random.choice(NUMBERS)}}} {part()}", lambda: rf"\arg\min_z ({part()} - z)^2",
        lambda: rf"\begin{{cases}} {part()} & \text{{if }} {part()} < {part()} \\ {part()} & \text{{otherwise}} "
                r"\end{cases}",
    ])()


def edited(random: Random, text: str) -> str:
    """A text with some of its pieces removed, repeated, exchanged or replaced."""
    for _ in range(random.choice([1, 1, 1, 2, 5, 20])):
        a, b = sorted(random.randrange(len(text) + 1) for _ in range(2))
        b = min(b, a + random.choice([0, 1, 2, 10]))
        piece = random.choice([
            "", text[a:b] * 2, random.choice(SIGNS), random.choice(NUMBERS), text[b:b + 5],
            chr(random.randrange(0x250)), formula(random, 2), text[a:b] * random.choice([50, 1000]),
        ])
        text = text[:a] + piece + text[b:]
    return text


def statements(random: Random, library: Library, book: list[Statement]) -> Iterator[Statement | str]:
    """Without end; a text is a page."""
    while True:
        one, other = random.choice(book), random.choice(book)
        match random.randrange(7):
            case 0:
                yield replace(one, latex=edited(random, one.latex))
            case 1:
                yield replace(one, where=edited(random, one.where))
            case 2:
                field = random.choice(["of", "wrt", "within", "within_ulps", "unchecked", "where", "kind", "latex"])
                yield replace(one, **{field: random.choice([getattr(other, field), random.choice(NUMBERS)])})
            case 3:
                relation = random.choice(["=", "<", r"\ge", r"\ne", r"\approx", r"\sim", r"\to", ","])
                sides = [formula(random, random.randrange(4)) for _ in range(random.choice([1, 2, 2, 2, 3]))]
                yield Statement("", random.choice(list(KINDS)), f" {relation} ".join(sides), random.choice(WHERES),
                                within=random.choice(NUMBERS), wrt=random.choice(["", "x", "y"]))
            case 4:
                signs = "".join(random.choice(SIGNS) for _ in range(random.randrange(1, 60)))
                yield Statement("", random.choice(list(KINDS)), signs, random.choice(WHERES))
            case 5:
                text = random.randbytes(random.randrange(1, 80)).decode("latin-1")
                yield Statement("", random.choice(list(KINDS)), text, random.choice([text, *WHERES]))
            case 6:
                options = "".join(f":{name}: {value}\n" for name, value in vars(one).items() if value)
                yield edited(random, f"# Page\n\n```{{equation}}\n{options}\n{one.latex}\n```\n\n$$x$$\n")


def outcome(library: Library, stated: Statement | str) -> str:
    """What came of it, in a word or with a traceback."""
    try:
        if isinstance(stated, str):
            read_rst(stated.replace("```{equation}", ".. equation::"), "page.rst", strict=True)
            found = read_markdown(stated, "page.md", strict=True)
            verdicts = [verify(one, library) for one in found.statements]
            return "; ".join(map(told, verdicts)) or "page"
        return told(verify(stated, library))
    except MemoryError:
        raise
    except BaseException:
        return f"{BROKEN[0]}: {traceback.format_exc(limit=-4)}"


def told(verdict: Verdict) -> str:
    assert isinstance(str(verdict), str) and verdict.to_json()
    return f"{verdict.status}: {verdict.message}" if BROKEN[0] in verdict.message else verdict.status


def faults(seconds: float, seed: int, limits: Limits) -> tuple[Counter[str], list[str]]:
    """How often what came of a statement in so many seconds, and each one that broke the checker."""
    library, random, end = load_library("formulario"), Random(seed), monotonic() + seconds
    _ = library.functions, library.backend
    book = [*library.statements, *read_chapters(ROOT / "book", ROOT).statements]
    endless = statements(random, library, book)
    counts: Counter[str] = Counter()
    found = []
    while monotonic() < end:
        batch = list(islice(endless, BATCH))
        for place, value in each(partial(outcome, library), batch, limits):
            text = str(value)
            counts[text.partition(":")[0].partition(";")[0]] += 1
            if any(broken in text for broken in BROKEN):
                found.append(f"{batch[place]!r}\n{text}")
                print(found[-1], flush=True)
            if monotonic() > end:
                break
    return counts, found


NAMES = sorted({name for name, _ in load_library("formulario").printed})

if __name__ == "__main__":
    counts, found = faults(float(sys.argv[1]), int((sys.argv[2:] or ["0"])[0]), Limits(memory=2 * 10**9))
    print(f"{sum(counts.values())} statements: {dict(counts.most_common())}; {len(found)} faults")
    sys.exit(bool(found))
