"""LaTeX to tokens: which names are functions and which are variables, which bar opens and which closes."""
from __future__ import annotations

import re
from dataclasses import dataclass

from lark import Token

from eqcheck.syntax.brackets import Opening, partners, unmatched
from eqcheck.syntax.errors import EquationError, nearest
from eqcheck.syntax.scanner import Piece, Pieces
from eqcheck.syntax.symbols import (
    BARS,
    BUILT_IN,
    CLOSES,
    CLOSING,
    DISTRIBUTIONS,
    GATHERED,
    GREEK,
    LAYOUT,
    NAMED,
    OPENING,
    OPENS,
    OPERAND_BEGINS,
    OPERAND_ENDS,
    PLAIN,
    RELATIONS,
    REMEDIES,
    SUPERSCRIPTS,
    WORDS,
)


@dataclass(frozen=True)
class Names:
    """The names that a formula may use."""

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()


class Lexer(Pieces):
    """One run over one formula.

    ``differentials`` are the places of the d in a derivative; ``groups`` those of braces that print, and whether an
    operand ends with them.
    """

    def __init__(self, latex: str, names: Names) -> None:
        super().__init__(latex)
        self.names = names
        self.tokens: list[Token] = []
        self.open: list[Opening] = []
        self.differentials: set[int] = set()
        self.groups: dict[int, bool] = {}
        self.after_operand = False
        self.gap: Piece | None = None

    # --- writing tokens -------------------------------------------------------------------------------------------

    def emit(self, type_: str, piece: Piece, value: str | None = None) -> None:
        if self.gap is not None and self.after_operand and type_ in OPERAND_BEGINS:
            raise self.error(self.gap, "a gap between two parts that would multiply",
                             "put a comma before it, or begin the new line with a relation or a sign")
        self.gap = None
        self.tokens.append(Token(type_, piece.text if value is None else value, start_pos=piece.start))
        self.after_operand = type_ in OPERAND_ENDS

    def opening(self, piece: Piece, type_: str, **about: bool) -> None:
        self.emit(type_, piece)
        self.open.append(Opening(piece, type_, **about))

    def closing(self, piece: Piece) -> None:
        opened = self.open.pop()
        self.emit(CLOSES[opened.type], piece)
        self.after_operand = opened.ends_operand

    def run(self) -> list[Token]:
        position = 0
        while position < len(self.pieces):
            position = self.step(position, self.pieces[position])
        if self.open:
            opened = self.open[-1].piece
            raise self.error(opened, f"‘{opened.text}’ is never closed", "add what closes it, or take it away")
        return self.tokens

    def step(self, position: int, piece: Piece) -> int:
        """Reads the piece, and returns the position of the next to be read."""
        match piece.kind:
            case "number":
                self.emit("NUMBER", piece)
            case "gap":
                self.line_or_gap(piece)
            case "text":
                self.word(piece)
            case "begin" | "end":
                self.environment(piece)
            case "mathrm":
                return self.upright(position, piece)
            case "mathcal" | "mathbb" | "mathbf":
                return self.special(position, piece)
            case _:
                return self.sign(position, piece)
        return position + 1

    def line_or_gap(self, piece: Piece) -> None:
        if piece.text.startswith("\\\\") and self.open and self.open[-1].type == "_CASES":
            self.emit("_ROW", piece)
        else:
            self.gap = piece

    def word(self, piece: Piece) -> None:
        content = piece.text.strip()
        if re.fullmatch(r"['‘’][\w ]*['’]", content):
            self.emit("TEXT", piece, content[1:-1])
        elif content not in WORDS:
            raise self.error(piece, f"‘{content}’ is not a word of the language",
                             nearest(content, WORDS) or f"the words are {', '.join(WORDS)}; quote an option: 'mean'")
        elif WORDS[content] != "_COMMA" or (self.tokens and self.tokens[-1].type != "_COMMA"):
            self.emit(WORDS[content], piece)

    def environment(self, piece: Piece) -> None:
        begins = piece.kind == "begin"
        if piece.text != "cases" and piece.text not in LAYOUT:
            raise self.error(piece, f"the environment ‘{piece.text}’ is unknown", "there are cases and aligned")
        if begins and piece.text == "cases":
            self.opening(piece, "_CASES")
        elif begins:
            self.open.append(Opening(piece, "layout", self.after_operand))
        else:
            opened = self.open[-1] if self.open else None
            if opened is None or opened.piece.kind != "begin" or opened.piece.text != piece.text:
                raise self.unmatched(piece)
            if opened.type == "_CASES":
                self.closing(piece)
            else:
                self.open.pop()

    # --- names ----------------------------------------------------------------------------------------------------

    def upright(self, position: int, piece: Piece) -> int:
        r"""``\operatorname{…}`` and ``\mathrm{…}``: a function, a variable, or something that gathers."""
        name = piece.text.replace("\\_", "_").replace("\\,", "").replace(" ", "")
        if position in self.differentials:
            self.emit("_D", piece)
            return position + 1
        if name in self.names.variables:
            self.emit("VARIABLE", piece, name)
            return position + 1
        if name in GATHERED and self.text(position + 1) == "_":
            self.emit("BIG", piece, GATHERED[name])
            return position + 1
        if name == "e":
            self.emit("CONSTANT", piece)
            return position + 1
        if name in self.names.functions or name in BUILT_IN:
            return self.function(position, piece, name)
        raise self.error(piece, f"‘{name}’ is neither a function nor a declared letter",
                         nearest(name, self.names.functions | self.names.variables | BUILT_IN)
                         or "declare it in :where:, or define the function")

    def special(self, position: int, piece: Piece) -> int:
        if piece.kind == "mathcal" and piece.text in DISTRIBUTIONS:
            return self.function(position, piece, piece.text)
        if piece.kind in ("mathbb", "mathbf") and piece.text == "1":
            if self.text(position + 1) not in ("\\{", "[", "(", "\\left"):
                raise self.error(piece, "an indicator needs its condition", "write \\mathbb{1}\\{x > 0\\}")
            self.emit("_INDICATOR", piece)
            return position + 1
        raise self.error(piece, f"‘\\{piece.kind}{{{piece.text}}}’ has no meaning here",
                         "\\mathcal is for U and N, \\mathbb for the indicator 1; other letters are plain")

    def letter(self, position: int, piece: Piece, name: str) -> int:
        if position in self.differentials:
            self.emit("_D", piece)
        elif name in self.names.variables:
            self.emit("VARIABLE", piece, name)
        elif name in self.names.functions:
            return self.function(position, piece, name)
        elif name == "e":
            self.emit("CONSTANT", piece)
        else:
            self.emit("VARIABLE", piece, name)
        return position + 1

    def function(self, position: int, piece: Piece, name: str) -> int:
        """A function's name, its primes, and a look at what follows."""
        after = position + 1
        primes: list[Piece] = []
        while self.text(after) in ("'", "^"):
            if self.text(after) == "'":
                primes, after = [*primes, self.pieces[after]], after + 1
                continue
            end = self.group_end(after + 1) if self.text(after + 1) == "{" else after + 1
            raised = [part for part in self.pieces[after + 1:end + 1] if part.text not in ("{", "}")]
            if not raised or any(part.text != "\\prime" for part in raised):
                raise self.error(self.pieces[after], f"‘{name}’ is raised before its bracket",
                                 "raise its value: \\tanh(x)^2, f(x)^2; a derivative is f'(x)")
            primes, after = primes + raised, end + 1
        if self.text(after) == "_":
            raise self.error(self.pieces[after], f"‘{name}’ has a subscript",
                             "parameters stand after a semicolon, f(x; a); an index after the bracket, f(x)_i")
        if self.text(after) in ("(", "[", "\\{", "\\left"):
            self.emit("FUNCTION", piece, name)
            for prime in primes:
                self.emit("PRIME", prime)
        elif piece.kind == "sign" and name in BUILT_IN and not primes:
            self.emit("BARE", piece, name)
        else:
            raise self.error(piece, f"‘{name}’ is a function and needs its argument in brackets", f"write {name}(x)")
        return after

    # --- signs ----------------------------------------------------------------------------------------------------

    def sign(self, position: int, piece: Piece) -> int:
        text, after = piece.text, position + 1
        name = text.lstrip("\\")
        if text in ("^", "_"):
            return self.script(position, piece)
        if text in ("\\left", "\\right"):
            return self.sized(position, piece)
        if text in OPENS or text in CLOSING:
            self.bracket(position, piece)
        elif text in RELATIONS:
            self.emit("RELATION", piece, RELATIONS[text])
        elif text == "\\arg" and self.text(after) in ("\\max", "\\min") and self.text(after + 1) == "_":
            self.emit("BIG", piece, "arg" + self.text(after)[1:])
            return after + 1
        elif text.startswith("\\") and (name in GATHERED or (name in ("max", "min") and self.text(after) == "_")):
            if self.text(after) != "_":
                raise self.error(piece, f"‘{text}’ needs its index", f"write {text}_j, {text}_{{j=1}}^N")
            self.emit("BIG", piece, GATHERED.get(name, name))
        elif text in ("\\frac", "\\dfrac", "\\tfrac"):
            self.fraction(position, piece)
        elif text in PLAIN:
            self.plain(position, piece)
        elif text == "&":
            if self.open and self.open[-1].type == "_CASES":
                self.emit("_CELL", piece)
        elif text == "\\pi" and "pi" not in self.names.variables:
            self.emit("CONSTANT", piece, "pi")
        elif text == "\\infty":
            self.emit("CONSTANT", piece, "infinity")
        elif text.startswith("\\") and name in NAMED and name not in self.names.variables:
            return self.function(position, piece, NAMED[name])
        elif name in GREEK or name == "pi" or re.fullmatch("[A-Za-z]", text) or position in self.differentials:
            return self.letter(position, piece, name)
        elif text == "." and after == len(self.pieces):
            pass  # the full stop of the sentence that the equation ends
        else:
            raise self.unknown(piece)
        return after

    def unknown(self, piece: Piece) -> EquationError:
        if piece.text == "'":
            return self.error(piece, "a prime that follows no function", "write f'(x), and let f be a known function")
        if piece.text in REMEDIES:
            return self.error(piece, f"‘{piece.text}’ is refused", REMEDIES[piece.text])
        known = {*GREEK, *NAMED, *GATHERED, *(sign[1:] for sign in {**PLAIN, **RELATIONS, **OPENS, **CLOSING}), "frac"}
        hint = nearest(piece.text[1:], known) if piece.text.startswith("\\") else "write it as a LaTeX command"
        return self.error(piece, f"‘{piece.text}’ is unknown", hint or "see which notation the language has")

    def plain(self, position: int, piece: Piece) -> None:
        if piece.text == "\\lim" and self.text(position + 1) != "_":
            raise self.error(piece, "a limit needs its variable and target", "write \\lim_{x \\to 0}")
        if piece.text == "\\sqrt":
            self.argument(piece, position + 1)
            self.groups[position + 1] = True
        self.emit(PLAIN[piece.text], piece)

    def fraction(self, position: int, piece: Piece) -> None:
        r"""``\frac``: a quotient, or a derivative where d or ∂ stands first in both halves."""
        above = position + 1
        below = self.argument(piece, above) + 1
        end = self.argument(piece, below)
        derivative = self.is_differential(above + 1) and self.is_differential(below + 1) and (
            "d" not in self.names.variables or self.text(above + 1) == "\\partial")
        self.groups[above] = False
        self.groups[below] = True
        if derivative:
            self.differentials |= {above + 1, *(inner for inner in range(below, end) if self.is_differential(inner))}
            order = self.pieces[above + 2:below - 1]
            is_operator = not order or (order[0].text == "^" and (
                len(order) == 2 or (order[1].text == "{" and self.group_end(above + 3) == below - 2)))
            self.groups[below] = not is_operator
        self.emit("_DERIVATIVE" if derivative else "_FRACTION", piece)

    def script(self, position: int, piece: Piece) -> int:
        """An index or a power; without braces it is one piece long."""
        after = position + 1
        braced = self.text(after) == "{"
        end = self.group_end(after) if braced else after
        inside = self.pieces[after + 1:end] if braced else self.pieces[after:after + 1]
        unfit = not braced and self.text(after) in (*CLOSING, *OPENS, "\\left", "\\right", "\\frac", "\\sqrt")
        if not inside or unfit:
            raise self.error(piece, f"nothing stands after ‘{piece.text}’ that it could take", "put it in braces")
        if piece.text == "^" and len(inside) == 1 and inside[0].text in SUPERSCRIPTS:
            in_target = bool(self.open) and self.open[-1].target
            self.emit("SIDE" if in_target else SUPERSCRIPTS[inside[0].text], piece, inside[0].text)
            return end + 1
        if piece.text == "^" and inside[0].text in ("\\prime", "*", "\\ast"):
            raise self.error(inside[0], f"‘{inside[0].text}’ is raised over what is no function", "name it otherwise")
        target = bool(self.tokens) and self.tokens[-1].type == "_LIM"
        ends_operand = self.after_operand
        self.emit("_SUP" if piece.text == "^" else "_SUB", piece)
        if braced:
            self.opening(self.pieces[after], "_LGROUP", ends_operand=ends_operand, target=target)
            return after + 1
        self.emit("_LGROUP", inside[0])
        self.step(after, inside[0])
        self.emit("_RGROUP", inside[0])
        self.after_operand = ends_operand
        return after + 1

    # --- brackets -------------------------------------------------------------------------------------------------

    def sized(self, position: int, piece: Piece) -> int:
        r"""``\left`` or ``\right``, and the bracket after it."""
        opens = piece.text == "\\left"
        text = self.text(position + 1)
        if text not in (OPENS if opens else {*CLOSING, *BARS}) or text in ("{", "}"):
            raise self.error(piece, f"‘{piece.text}’ needs {'an opening' if opens else 'a closing'} bracket after it",
                             "write \\left( … \\right); \\left. is refused")
        if opens:
            self.opening(piece, OPENS[text], left=True)
        else:
            opened = self.open[-1] if self.open else None
            shape = BARS.get(text) or OPENS[CLOSING[text]]
            if opened is None or not opened.left or opened.type != shape:
                raise self.unmatched(piece)
            self.closing(piece)
        return position + 2

    def bracket(self, position: int, piece: Piece) -> None:
        opened = self.open[-1] if self.open else None
        if piece.text in BARS:
            closes = opened is not None and opened.piece.text in BARS and not opened.left and (
                opened.type == BARS[piece.text] and self.after_operand)
            if not closes and self.after_operand and opened is not None and piece.text in ("\\|", "|"):
                call = opened.type == "_LPAR" and self.called(opened)
                if call and not self.another_bar(position, piece.text):
                    self.emit("_PARALLEL", piece)
                    return
        else:
            closes = piece.text in CLOSING
        if not closes:
            if piece.text == "[" and self.tokens and self.tokens[-1].type == "VARIABLE":
                raise self.error(piece, "an index in square brackets", "write it as a subscript: x_c")
            if piece.text == "{" and position not in self.groups:
                raise self.error(piece, "braces that print nothing", "write brackets, or take them away")
            self.opening(piece, OPENS[piece.text], ends_operand=self.groups.get(position, True))
            return
        shape = BARS.get(piece.text) or OPENS[CLOSING[piece.text]]
        if opened is None or opened.left or opened.type != shape or not partners(opened.piece.text, piece.text):
            raise self.unmatched(piece)
        self.closing(piece)

    def called(self, opened: Opening) -> bool:
        """Whether the bracket belongs to a call."""
        before = [token for token in self.tokens if (token.start_pos or 0) < opened.piece.start]
        return bool(before) and before[-1].type in ("FUNCTION", "PRIME")

    def another_bar(self, position: int, text: str) -> bool:
        """Whether a second bar follows before the bracket ends, so that this one opens."""
        depth = 0
        for later in range(position + 1, len(self.pieces)):
            if self.text(later) == text and depth == 0:
                return True
            depth += (self.text(later) in OPENING) - (self.text(later) in CLOSING)
            if depth < 0:
                return False
        return False

    def unmatched(self, piece: Piece) -> EquationError:
        fault, message, hint = unmatched(self.open, piece)
        return self.error(fault, message, hint)


def tokens(latex: str, names: Names) -> list[Token]:
    """The tokens of a formula."""
    return Lexer(latex, names).run()
