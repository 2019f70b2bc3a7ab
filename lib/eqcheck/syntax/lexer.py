"""LaTeX to tokens: which names are functions and which are variables, which bar opens and which closes."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lark import Token

from eqcheck.syntax.errors import EquationError, nearest
from eqcheck.syntax.quotients import read_quotient
from eqcheck.syntax.scanner import Piece, Pieces
from eqcheck.syntax.symbols import (
    BARS,
    BUILT_IN,
    CLOSING,
    DISTRIBUTIONS,
    FRACTIONS,
    GATHERED,
    GREEK,
    LAYOUT,
    MOST_DIGITS,
    NAMED,
    OPENING,
    OPENS,
    PLAIN,
    RELATIONS,
    REMEDIES,
    SUPERSCRIPTS,
    WORDS,
)
from eqcheck.syntax.token_stream import TokenStream


@dataclass(frozen=True)
class Names:
    """The names that a formula may use.

    :param functions: those that stand before a bracket, built-in ones aside.
    :param variables: those that have a value.
    """

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()


def tokens(latex: str, names: Names) -> list[Token]:
    r"""The tokens of a formula.

    >>> [token.type for token in tokens(r"|x| = \max(0, x)", Names())]
    ['_LBAR', 'VARIABLE', '_RBAR', 'RELATION', 'FUNCTION', '_LPAR', 'NUMBER', '_COMMA', 'VARIABLE', '_RPAR']

    :raises EquationError: if a sign, a name or a bracket stands where it has no meaning.
    """
    return Lexer(latex, names).run()


class Lexer:
    """One run over one formula.

    A handler is given a piece; ``position`` stands behind it then, and is moved on by a handler that takes more.
    """

    def __init__(self, latex: str, names: Names) -> None:
        self.pieces = Pieces(latex)
        self.error = self.pieces.error
        self.names = names
        self.position = 0
        self.stream = TokenStream(self.pieces)
        self.differentials: set[Piece] = set()
        self.braces: dict[Piece, bool] = {}
        """The braces that are a command's arguments, and whether an operand ends with them."""

    def run(self) -> list[Token]:
        """All tokens, in order."""
        while self.position < len(self.pieces):
            self.step()
        self.stream.brackets.finish()
        return self.stream.tokens

    def step(self) -> None:
        """Read one piece, and what belongs to it."""
        piece = self.pieces[self.position]
        self.position += 1
        handler = KIND_HANDLERS.get(piece.kind) or SIGN_HANDLERS.get(piece.text, Lexer.letter)
        handler(self, piece)

    def ahead(self, distance: int = 0) -> str:
        """The text of the sign that comes next, or so many pieces later."""
        return self.pieces.text(self.position + distance)

    # --- numbers, words, environments -----------------------------------------------------------------------------

    def number(self, piece: Piece) -> None:
        if len(piece.text) > MOST_DIGITS:
            raise self.error(piece, f"a number of more than {MOST_DIGITS} digits", "write a power, 10^{5000}")
        self.stream.emit("NUMBER", piece)

    def line_or_gap(self, piece: Piece) -> None:
        if piece.text.startswith("\\\\") and self.in_cases():
            self.stream.emit("_ROW", piece)
        else:
            self.stream.gap = piece

    def cell(self, piece: Piece) -> None:
        """``&``, which parts value and condition in cases, and prints nothing elsewhere."""
        if self.in_cases():
            self.stream.emit("_CELL", piece)

    def in_cases(self) -> bool:
        return self.stream.brackets.innermost is not None and self.stream.brackets.innermost.type == "_CASES"

    def word(self, piece: Piece) -> None:
        content = piece.text.strip()
        if re.fullmatch(r"['‘’][\w ]*['’]", content):
            self.stream.emit("TEXT", piece, content[1:-1])
        elif content not in WORDS:
            raise self.error(piece, f"‘{content}’ is not a word of the language",
                             nearest(content, WORDS) or f"the words are {', '.join(WORDS)}; quote an option: 'mean'")
        elif WORDS[content] != "_COMMA" or (self.stream.tokens and not self.stream.last_is("_COMMA")):
            self.stream.emit(WORDS[content], piece)

    def begin(self, piece: Piece) -> None:
        self.know_environment(piece)
        self.stream.open(piece, f"begin {piece.text}")

    def end(self, piece: Piece) -> None:
        self.know_environment(piece)
        self.stream.close(piece, f"end {piece.text}")

    def know_environment(self, piece: Piece) -> None:
        if piece.text != "cases" and piece.text not in LAYOUT:
            raise self.error(piece, f"the environment ‘{piece.text}’ is unknown", "there are cases and aligned")

    # --- names ----------------------------------------------------------------------------------------------------

    def upright(self, piece: Piece) -> None:
        r"""``\operatorname{…}`` and ``\mathrm{…}``: a function, a variable, or something that gathers."""
        name = piece.text.replace("\\_", "_").replace("\\,", "").replace(" ", "")
        if piece in self.differentials:
            self.stream.emit("_D", piece)
        elif name in self.names.variables:
            self.stream.emit("VARIABLE", piece, name)
        elif name in GATHERED and self.ahead() == "_":
            self.stream.emit("BIG", piece, GATHERED[name])
        elif name == "e":
            self.stream.emit("CONSTANT", piece)
        elif name in self.names.functions or name in BUILT_IN:
            self.function(piece, name)
        else:
            raise self.error(piece, f"‘{name}’ is neither a function nor a declared letter",
                             nearest(name, self.names.functions | self.names.variables | BUILT_IN)
                             or "declare it in :where:, or define the function")

    def special(self, piece: Piece) -> None:
        r"""``\mathcal``, ``\mathbb`` and ``\mathbf``: a distribution or an indicator."""
        if piece.kind == "mathcal" and piece.text in DISTRIBUTIONS:
            self.function(piece, piece.text)
        elif piece.kind == "mathcal" or piece.text != "1":
            raise self.error(piece, f"‘\\{piece.kind}{{{piece.text}}}’ has no meaning here",
                             "\\mathcal is for U and N, \\mathbb for the indicator 1; other letters are plain")
        elif self.ahead() not in ("\\{", "[", "(", "\\left"):
            raise self.error(piece, "an indicator needs its condition", "write \\mathbb{1}\\{x > 0\\}")
        else:
            self.stream.emit("_INDICATOR", piece)

    def letter(self, piece: Piece) -> None:
        """A single letter, a Greek one, or whatever has no handler of its own."""
        name = piece.text.lstrip("\\")
        if piece in self.differentials:
            self.stream.emit("_D", piece)
        elif not (name in GREEK or re.fullmatch("[A-Za-z]", piece.text)):
            raise self.unknown(piece)
        elif name in self.names.functions and name not in self.names.variables:
            self.function(piece, name)
        elif name == "e" and name not in self.names.variables:
            self.stream.emit("CONSTANT", piece)
        else:
            self.stream.emit("VARIABLE", piece, name)

    def pi(self, piece: Piece) -> None:
        self.stream.emit("VARIABLE" if "pi" in self.names.variables else "CONSTANT", piece, "pi")

    def infinity(self, piece: Piece) -> None:
        self.stream.emit("CONSTANT", piece, "infinity")

    def built_in(self, piece: Piece) -> None:
        r"""``\exp``, ``\max``, ``\Phi``: a function, unless the letter is declared, or something that gathers."""
        name = piece.text[1:]
        if name in ("max", "min") and self.ahead() == "_":
            self.stream.emit("BIG", piece, name)
        elif name in self.names.variables:
            self.letter(piece)
        else:
            self.function(piece, NAMED[name])

    def function(self, piece: Piece, name: str) -> None:
        """A function's name and its primes; its bracket has to follow, but for commands such as ``\\log x``."""
        primes = self.primes(name)
        if self.ahead() == "_":
            raise self.error(self.pieces[self.position], f"‘{name}’ has a subscript",
                             "parameters stand after a semicolon, f(x; a); an index after the bracket, f(x)_i")
        if self.ahead() in ("(", "[", "\\{", "\\left"):
            self.stream.emit("FUNCTION", piece, name)
            for prime in primes:
                self.stream.emit("PRIME", prime)
        elif piece.kind == "sign" and name in BUILT_IN and not primes:
            self.stream.emit("BARE", piece, name)
        else:
            raise self.error(piece, f"‘{name}’ is a function and needs its argument in brackets", f"write {name}(x)")

    def primes(self, name: str) -> list[Piece]:
        r"""The primes that come next: ``f''``, ``f^\prime`` or ``f^{\prime\prime}``."""
        found: list[Piece] = []
        while self.ahead() in ("'", "^"):
            mark = self.pieces[self.position]
            self.position += 1
            if mark.text == "'":
                found.append(mark)
                continue
            inside, self.position = self.pieces.script(self.position)
            raised = [part for part in inside if part.text not in ("{", "}")]
            if not raised or any(part.text != "\\prime" for part in raised):
                raise self.error(mark, f"‘{name}’ is raised before its bracket",
                                 "raise its value: \\tanh(x)^2, f(x)^2; a derivative is f'(x)")
            found += raised
        return found

    # --- signs ----------------------------------------------------------------------------------------------------

    def plain(self, piece: Piece) -> None:
        self.stream.emit(PLAIN[piece.text], piece)

    def relation(self, piece: Piece) -> None:
        self.stream.emit("RELATION", piece, RELATIONS[piece.text])

    def gather(self, piece: Piece) -> None:
        r"""``\sum`` and its like."""
        if self.ahead() != "_":
            raise self.error(piece, f"‘{piece.text}’ needs its index",
                             f"write {piece.text}_j, {piece.text}_{{j=1}}^N")
        self.stream.emit("BIG", piece, GATHERED[piece.text[1:]])

    def arg(self, piece: Piece) -> None:
        r"""``\arg\max_j``, in two words."""
        following = self.ahead()
        if following not in ("\\max", "\\min") or self.ahead(1) != "_":
            raise self.unknown(piece)
        self.stream.emit("BIG", piece, "arg" + following[1:])
        self.position += 1

    def limit(self, piece: Piece) -> None:
        if self.ahead() != "_":
            raise self.error(piece, "a limit needs its variable and target", "write \\lim_{x \\to 0}")
        self.plain(piece)

    def root(self, piece: Piece) -> None:
        self.pieces.argument_end(piece, self.position)
        self.braces[self.pieces[self.position]] = True
        self.plain(piece)

    def fraction(self, piece: Piece) -> None:
        quotient = read_quotient(self.pieces, self.position - 1, "d" in self.names.variables)
        self.differentials |= quotient.differentials
        self.braces |= {quotient.above: False, quotient.below: not quotient.is_operator}
        self.stream.emit("_DERIVATIVE" if quotient.differentials else "_FRACTION", piece)

    def full_stop(self, piece: Piece) -> None:
        """The end of the sentence that the equation ends."""
        if self.position < len(self.pieces):
            raise self.unknown(piece)

    def unknown(self, piece: Piece) -> EquationError:
        if piece.text == "'":
            return self.error(piece, "a prime that follows no function", "write f'(x), and let f be a known function")
        if piece.text in REMEDIES:
            return self.error(piece, f"‘{piece.text}’ is refused", REMEDIES[piece.text])
        known = {*GREEK, *NAMED, *GATHERED, *(sign[1:] for sign in {**PLAIN, **RELATIONS, **OPENS, **CLOSING}), "frac"}
        hint = nearest(piece.text[1:], known) if piece.text.startswith("\\") else "write it as a LaTeX command"
        return self.error(piece, f"‘{piece.text}’ is unknown", hint or "see which notation the language has")

    # --- indices and powers ---------------------------------------------------------------------------------------

    def script(self, piece: Piece) -> None:
        """An index or a power; without braces it is one piece long."""
        inside, end = self.pieces.script(self.position)
        is_braced = self.ahead() == "{"
        if not inside or (not is_braced and self.ahead() in UNFIT_FOR_SCRIPT):
            raise self.error(piece, f"nothing stands after ‘{piece.text}’ that it could take", "put it in braces")
        if piece.text == "^" and len(inside) == 1 and inside[0].text in SUPERSCRIPTS:
            in_target = self.stream.brackets.innermost is not None and self.stream.brackets.innermost.is_target
            self.stream.emit("SIDE" if in_target else SUPERSCRIPTS[inside[0].text], piece, inside[0].text)
            self.position = end
            return
        if piece.text == "^" and inside[0].text in ("\\prime", "*", "\\ast"):
            raise self.error(inside[0], f"‘{inside[0].text}’ is raised over what is no function", "name it otherwise")
        is_target, ends_operand = self.stream.last_is("_LIM"), self.stream.after_operand
        self.stream.emit("_SUP" if piece.text == "^" else "_SUB", piece)
        if is_braced:
            self.stream.open(self.pieces[self.position], "{", ends_operand=ends_operand, is_target=is_target)
            self.position += 1
        else:
            self.stream.emit("_LGROUP", inside[0])
            self.step()
            self.stream.emit("_RGROUP", inside[0])
            self.stream.after_operand, self.position = ends_operand, end

    # --- brackets -------------------------------------------------------------------------------------------------

    def left(self, piece: Piece) -> None:
        bracket = self.ahead()
        if bracket not in OPENS or bracket == "{":
            raise self.error(piece, "‘\\left’ needs an opening bracket after it", LEFT_AND_RIGHT)
        self.position += 1
        self.stream.open(piece, f"\\left{bracket}")

    def right(self, piece: Piece) -> None:
        bracket = self.ahead()
        if bracket not in {*CLOSING, *BARS} or bracket == "}":
            raise self.error(piece, "‘\\right’ needs a closing bracket after it", LEFT_AND_RIGHT)
        self.position += 1
        self.stream.close(piece, f"\\right{bracket}")

    def opening(self, piece: Piece) -> None:
        if piece.text == "[" and self.stream.last_is("VARIABLE"):
            raise self.error(piece, "an index in square brackets", "write it as a subscript: x_c")
        if piece.text == "{" and piece not in self.braces:
            raise self.error(piece, "braces that print nothing", "write brackets, or take them away")
        self.stream.open(piece, piece.text, ends_operand=self.braces.get(piece, True))

    def closing(self, piece: Piece) -> None:
        self.stream.close(piece, piece.text)

    def bar(self, piece: Piece) -> None:
        """A bar, which opens, closes, or parts two arguments of a call."""
        opened = self.stream.brackets.innermost
        if self.stream.after_operand and self.stream.brackets.is_closed_by(piece.text):
            self.closing(piece)
        elif (self.stream.after_operand and opened is not None and opened.is_call and piece.text in ("|", "\\|")
              and not self.another_bar(piece.text)):
            self.stream.emit("_PARALLEL", piece)
        else:
            self.opening(piece)

    def another_bar(self, text: str) -> bool:
        """Whether the same bar follows before the bracket ends, so that this one opens."""
        depth = 0
        for later in range(self.position, len(self.pieces)):
            if self.pieces.text(later) == text and depth == 0:
                return True
            depth += (self.pieces.text(later) in OPENING) - (self.pieces.text(later) in CLOSING)
            if depth < 0:
                return False
        return False


Handler = Callable[[Lexer, Piece], None]

KIND_HANDLERS: dict[str, Handler] = {
    "number": Lexer.number,
    "gap": Lexer.line_or_gap,
    "text": Lexer.word,
    "begin": Lexer.begin,
    "end": Lexer.end,
    "mathrm": Lexer.upright,
    **dict.fromkeys(("mathcal", "mathbb", "mathbf"), Lexer.special),
}
"""What reads a piece of a kind other than *sign*."""

SIGN_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(PLAIN, Lexer.plain),
    **dict.fromkeys(RELATIONS, Lexer.relation),
    **dict.fromkeys(OPENING, Lexer.opening),
    **dict.fromkeys(CLOSING, Lexer.closing),
    **dict.fromkeys(BARS, Lexer.bar),
    **dict.fromkeys((f"\\{name}" for name in NAMED), Lexer.built_in),
    **dict.fromkeys((f"\\{name}" for name in GATHERED), Lexer.gather),
    **dict.fromkeys(FRACTIONS, Lexer.fraction),
    "^": Lexer.script, "_": Lexer.script, "&": Lexer.cell, ".": Lexer.full_stop,
    "\\left": Lexer.left, "\\right": Lexer.right, "\\arg": Lexer.arg, "\\lim": Lexer.limit, "\\sqrt": Lexer.root,
    "\\pi": Lexer.pi, "\\infty": Lexer.infinity,
}
"""What reads a sign; any other is a letter."""

UNFIT_FOR_SCRIPT = {*CLOSING, *OPENS, "\\left", "\\right", "\\frac", "\\sqrt"}
LEFT_AND_RIGHT = "write \\left( … \\right); \\left. is refused"
