"""LaTeX to tokens: which names are functions and which are variables, which bar opens and which closes."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Iterator

from lark import Token

from .errors import EquationError, nearest

BUILT_IN = frozenset("exp log tanh sinh cosh sqrt Phi varphi erf sign max min mean sum U N".split())
"""Functions that every formula may use; ``U`` and ``N`` are the distributions of ``\\mathcal``."""

WORDS = {
    "if": "_WHEN", "for": "_WHEN", "for all": "_WHEN", "otherwise": "OTHERWISE", "else": "OTHERWISE",
    "and": "_AND", "or": "_OR", "not": "_NOT", "where": "_COMMA", "with": "_COMMA",
}
r"""The words that ``\text`` may hold, and what they mean."""

GREEK = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma tau upsilon "
    "phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell".split()
)
RELATIONS = {
    "=": "=", "<": "<", ">": ">", "\\lt": "<", "\\gt": ">", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">=",
    "\\ne": "!=", "\\neq": "!=", "\\not=": "!=", "\\approx": "approx", "\\sim": "~",
}
GATHERED = {"sum": "sum", "prod": "product", "argmax": "argmax", "argmin": "argmin"}
NAMED = {"exp": "exp", "log": "log", "ln": "log", "tanh": "tanh", "sinh": "sinh", "cosh": "cosh",
         "max": "max", "min": "min", "Phi": "Phi", "varphi": "varphi"}
PLAIN = {
    "+": "_PLUS", "-": "_MINUS", "/": "_SLASH", "\\cdot": "_TIMES", "\\times": "_TIMES", ",": "_COMMA", ";": "_SEMICOLON",
    "\\dots": "DOTS", "\\ldots": "DOTS", "\\cdots": "DOTS", "\\parallel": "_PARALLEL", "\\mid": "_PARALLEL", "\\to": "_TO",
    "\\rightarrow": "_TO", "\\sqrt": "_ROOT", "\\lim": "_LIM", "\\land": "_AND", "\\wedge": "_AND", "\\lor": "_OR",
    "\\vee": "_OR", "\\lnot": "_NOT", "\\neg": "_NOT",
}
OPENING = {"(": ")", "[": "]", "\\{": "\\}", "\\lvert": "\\rvert", "\\lVert": "\\rVert", "{": "}"}
CLOSING = {closing: opening for opening, closing in OPENING.items()}
BARS = {"|": "_LBAR", "\\vert": "_LBAR", "\\|": "_LNORM", "\\Vert": "_LNORM"}
OPENS = {"(": "_LPAR", "[": "_LPAR", "\\{": "_LPAR", "\\lvert": "_LBAR", "\\lVert": "_LNORM", "{": "_LGROUP"} | BARS
CLOSES = {"_LPAR": "_RPAR", "_LBAR": "_RBAR", "_LNORM": "_RNORM", "_LGROUP": "_RGROUP", "_CASES": "_END"}
SUPERSCRIPTS = {"+": "POSITIVE", "-": "NEGATIVE", "\\top": "TRANSPOSE", "\\intercal": "TRANSPOSE"}
LAYOUT = frozenset({"aligned", "split", "gathered", "align*"})

OPERAND_BEGINS = frozenset(
    "VARIABLE NUMBER CONSTANT FUNCTION BARE BIG _LIM _FRACTION _DERIVATIVE _ROOT _LPAR _LBAR _LNORM _INDICATOR _CASES".split()
)
OPERAND_ENDS = frozenset("VARIABLE NUMBER CONSTANT TEXT POSITIVE NEGATIVE TRANSPOSE _RPAR _RBAR _RNORM _END".split())

REMEDIES = {
    "*": "write products side by side or with \\cdot",
    ":": "write = for a definition",
    "!": "factorials are not part of the language",
    "$": "no $ inside a displayed equation",
    "%": "no comments inside a formula",
    ".": "decimals begin with a digit: 0.5",
    "\\pm": "state the two signs as two equations",
    "\\mp": "state the two signs as two equations",
    "\\in": "write an interval by its bounds: a \\le x \\le b",
    "\\equiv": "write =",
    "\\propto": "write the constant of proportionality",
    "\\implies": "write what is assumed after the equation: \\text{if } …",
    "\\binom": "write the fraction of products",
    "\\over": "write \\frac{…}{…}",
    "\\int": "integrals are not part of the language",
}

PIECE = re.compile(
    r"""(?P<space>\s+|~|\\[,;:!>\ ]|\\(?:displaystyle|limits|nolimits|nonumber|[bB]igg?[lrm]?)(?![a-zA-Z]))
      | (?P<gap>\\q?quad(?![a-zA-Z])|\\\\(?:\[[^\]]*\])?)
      | (?P<number>\d+(?:\.\d+)?)
      | \\(?P<font>operatorname\*?|mathrm|text|textrm|mathcal|mathbb|mathbf|begin|end)(?![a-zA-Z])\s*
          (?:\{(?P<content>[^{}]*)\}|(?P<character>[A-Za-z0-9]))
      | (?P<relation>\\not\s*=)
      | (?P<command>\\(?:[a-zA-Z]+|.|$))
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Names:
    """The names that a formula may use."""

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Piece:
    """The smallest part of a formula that means something: ``kind`` is *number*, *sign*, *gap* or a font's name."""

    kind: str
    text: str
    start: int
    end: int


@dataclass
class Opening:
    """A bracket that waits for its partner."""

    piece: Piece
    type: str
    ends_operand: bool = True
    left: bool = False
    target: bool = False


def pieces(latex: str) -> Iterator[Piece]:
    """The formula cut up, spaces left out."""
    position = 0
    script = False
    while position < len(latex):
        match = PIECE.match(latex, position)
        assert match is not None, "the last alternative takes any character"
        kind = match.lastgroup or "sign"
        if kind in ("content", "character"):
            kind = match["font"].rstrip("*")
            text = match["content"] if match["content"] is not None else match["character"]
        else:
            text = match.group()
        if kind == "number" and script:  # TeX raises a single digit: x^10 prints as x¹0
            text = text[0]
        position = match.end() if kind != "number" else match.start() + len(text)
        if kind == "relation":
            kind, text = "command", "\\not="
        script = text in ("^", "_") or (script and kind == "space")
        if kind != "space":
            kind = "sign" if kind == "command" else {"textrm": "text", "operatorname": "mathrm"}.get(kind, kind)
            yield Piece(kind, text, match.start(), position)


@dataclass
class Lexer:
    """One run over one formula."""

    latex: str
    names: Names
    tokens: list[Token] = field(default_factory=list)
    open: list[Opening] = field(default_factory=list)
    after_operand: bool = False
    gap: Piece | None = None

    def __post_init__(self) -> None:
        self.pieces = self.underset_as_subscript(list(pieces(self.latex)))
        self.differentials: set[int] = set()
        self.groups: dict[int, bool] = {}

    def error(self, piece: Piece, message: str, hint: str = "") -> EquationError:
        return EquationError.at(self.latex, piece.start, message, hint)

    # --- looking around -------------------------------------------------------------------------------------------

    def text(self, position: int) -> str:
        """The text of a sign, or nothing where another kind of piece or the end stands."""
        known = 0 <= position < len(self.pieces) and self.pieces[position].kind == "sign"
        return self.pieces[position].text if known else ""

    def group_end(self, position: int) -> int:
        """The position of the brace that closes the one here."""
        depth = 0
        for end in range(position, len(self.pieces)):
            depth += {"{": 1, "}": -1}.get(self.text(end), 0)
            if depth == 0:
                return end
        raise self.error(self.pieces[position], "this brace is never closed", "close it with }")

    def underset_as_subscript(self, found: list[Piece]) -> list[Piece]:
        r"""``\underset{j}{\arg\min}`` turned into ``\arg\min_{j}``."""
        self.pieces = found
        for position in reversed(range(len(found))):
            if self.text(position) == "\\underset":
                under, over = position + 1, self.argument(found[position], position + 1) + 1
                end = self.argument(found[position], over)
                subscript = Piece("sign", "_", found[under].start, found[under].start)
                found[position:end + 1] = [*found[over + 1:end], subscript, *found[under:over]]
        return found

    def argument(self, command: Piece, position: int) -> int:
        """The end of the argument in braces that a command needs here."""
        if self.text(position) != "{":
            raise self.error(command, f"‘{command.text}’ needs its arguments in braces", "write them as {…}")
        return self.group_end(position)

    def is_differential(self, position: int) -> bool:
        piece = self.pieces[position]
        return piece.text in ("d", "\\partial") and piece.kind in ("sign", "mathrm")

    # --- writing tokens -------------------------------------------------------------------------------------------

    def emit(self, type_: str, piece: Piece, value: str | None = None) -> None:
        if self.gap is not None and self.after_operand and type_ in OPERAND_BEGINS:
            raise self.error(self.gap, "a gap between two parts that would multiply",
                             "put a comma before it, or begin the new line with a relation or a sign")
        self.gap = None
        before = self.latex[:piece.start]
        self.tokens.append(Token(type_, piece.text if value is None else value, start_pos=piece.start, end_pos=piece.end,
                                 line=before.count("\n"), column=piece.start - before.rfind("\n") - 1))
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
        elif WORDS[content] != "_COMMA" or self.tokens and self.tokens[-1].type != "_COMMA":
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
        if name in self.names.functions or name in BUILT_IN - {"U", "N"}:
            return self.function(position, piece, name)
        raise self.error(piece, f"‘{name}’ is neither a function nor a declared letter",
                         nearest(name, self.names.functions | self.names.variables | BUILT_IN)
                         or "declare it in :where:, or define the function")

    def special(self, position: int, piece: Piece) -> int:
        if piece.kind == "mathcal" and piece.text in ("U", "N"):
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
        elif piece.kind == "sign" and name in BUILT_IN - {"max", "min"} and not primes:
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
        elif text.startswith("\\") and (name in GATHERED or name in ("max", "min") and self.text(after) == "_"):
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
            is_operator = not order or order[0].text == "^" and (
                len(order) == 2 or order[1].text == "{" and self.group_end(above + 3) == below - 2)
            self.groups[below] = not is_operator
        self.emit("_DERIVATIVE" if derivative else "_FRACTION", piece)

    def script(self, position: int, piece: Piece) -> int:
        """An index or a power; without braces it is one piece long."""
        after = position + 1
        braced = self.text(after) == "{"
        end = self.group_end(after) if braced else after
        inside = self.pieces[after + 1:end] if braced else self.pieces[after:after + 1]
        if not inside or not braced and self.text(after) in (*CLOSING, *OPENS, "\\left", "\\right", "\\frac", "\\sqrt"):
            raise self.error(piece, f"nothing stands after ‘{piece.text}’ that it could take", "put it in braces")
        if piece.text == "^" and len(inside) == 1 and inside[0].text in SUPERSCRIPTS:
            self.emit(SUPERSCRIPTS[inside[0].text], inside[0])
            if self.open and self.open[-1].target:
                self.tokens[-1] = Token.new_borrow_pos("SIDE", inside[0].text, self.tokens[-1])
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
        delimiter = position + 1
        text = self.text(delimiter)
        if text not in OPENS and text not in CLOSING or text in ("{", "}"):
            raise self.error(piece, f"‘{piece.text}’ needs a bracket after it", "write \\left( … \\right); \\left. is refused")
        if piece.text == "\\left":
            if text not in OPENS:
                raise self.error(piece, f"‘\\left{text}’ opens with a closing bracket", "turn the bracket round")
            self.opening(piece, OPENS[text], left=True)
        else:
            opened = self.open[-1] if self.open else None
            shape = BARS.get(text) or OPENS[CLOSING[text]]
            if opened is None or not opened.left or opened.type != shape:
                raise self.unmatched(piece)
            self.closing(piece)
        return delimiter + 1

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
        if opened is None or opened.left or opened.type != shape or not self.partners(opened.piece.text, piece.text):
            raise self.unmatched(piece)
        self.closing(piece)

    @staticmethod
    def partners(opening: str, closing: str) -> bool:
        return OPENING.get(opening) == closing or opening in BARS and BARS.get(closing) == BARS[opening]

    def called(self, opened: Opening) -> bool:
        """Whether the bracket belongs to a call."""
        before = [token for token in self.tokens if token.start_pos < opened.piece.start]
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
        """The bracket at fault: the one that opened last, or this one if none is open."""
        if not self.open:
            return self.error(piece, f"‘{piece.text}’ closes what was never opened", "add what opens it, or take it away")
        opened = self.open[-1]
        if opened.left:
            return self.error(opened.piece, "‘\\left’ has no ‘\\right’ that fits", "close it with \\right and its partner")
        if piece.text == "\\right":
            return self.error(piece, "‘\\right’ has no ‘\\left’", "write \\left before the opening bracket")
        return self.error(opened.piece, f"‘{opened.piece.text}’ is not closed before ‘{piece.text}’",
                          "close the inner bracket first")


def tokens(latex: str, names: Names) -> list[Token]:
    """The tokens of a formula."""
    return Lexer(latex, names).run()
