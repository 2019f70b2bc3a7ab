"""Which parts of a chapter are shown on slides, and how they are dealt out: the rule behind :mod:`_ext.slides`.

On a slide come the equations, figures, claims, small tables and lists of a section, each with the sentence that leads
to it, the first sentence of the section, and the first one of each paragraph that begins in bold. What is folded away
in the chapter, code and exercises are left out. All of the section's prose stands in the speaker's notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil, sqrt

from docutils import nodes

SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”»)]))\s+(?=[A-ZÀ-Ý“«\d]|$)")
WIDTH, HEIGHT, GAP = 72.0, 30.5, 2.5
"""The room below a title in the units of the style sheet, and the gap between text and figure."""
LINE, CAPTION_LINE = 2.05, 1.65
"""How high a line of text is, and one of a caption."""
CHARACTER = 0.86
"""How wide a character is, with what is lost at the ends of lines."""
SMALLEST = 20.0
"""As large has a figure to be, by the mean of its width and height."""
LARGE, SPARSE = 1.25, 0.75
"""What fills no more than this part of a slide in larger letters is set in them."""
LONGEST = 420
"""As many characters of a paragraph may stand on a slide."""
SHORT = 45
"""A shorter sentence needs the one beside it to be understood."""
NUMBERS, CELLS = 4, 420
SKIPPED = {"exercises", "references"}
SUMMARY = "in-five-lines"


@dataclass
class Card:
    """What has to stay together on a slide."""

    parts: list[nodes.Element]
    kind: str = "text"
    blocks: list[nodes.Element] = field(default_factory=list)
    """The chapter's own nodes up to here that no earlier card has."""

    def height(self, width: float) -> float:
        """How high it is in a column of this width, without its figure."""
        parts = (part for part in self.parts if not isinstance(part, nodes.figure))
        return LINE * sum(lines(part, width / CHARACTER) + 0.35 for part in parts)


@dataclass
class Slide:
    """A title and what is shown below it; ``about`` is the section to which the subsection of the title belongs."""

    title: nodes.Element
    anchor: str
    about: nodes.Element | None = None
    cards: list[Card] = field(default_factory=list)
    notes: list[nodes.Element] = field(default_factory=list)

    @property
    def figure(self) -> nodes.figure | None:
        return next((card.parts[-1] for card in self.cards if card.kind == "figure"), None)

    def layouts(self) -> dict[str, float]:
        """How large the figure would be beside the text, and below it; a layout with too little room is missing."""
        figure = self.figure
        if figure is None:
            return {"plain": WIDTH} if self.text_height(WIDTH) <= HEIGHT else {}
        half, ratio = (WIDTH - GAP) / 2, float(figure.get("aspect", 1.5))

        def size(width: float, height: float) -> float:
            return sqrt(ratio) * max(0, min(width / ratio, height - caption_height(figure, width)))

        beside = size(half, HEIGHT) if self.text_height(half) <= HEIGHT else 0
        found = {"beside": beside, "below": size(WIDTH, HEIGHT - self.text_height(WIDTH))}
        return {name: size for name, size in found.items() if size >= SMALLEST}

    def text_height(self, width: float) -> float:
        return sum(card.height(width) for card in self.cards)

    @property
    def layout(self) -> str:
        """The one in which the figure is larger."""
        found = self.layouts()
        layout = max(found, key=lambda name: found[name], default="plain")
        sparse = layout == "plain" and LARGE * self.text_height(WIDTH / LARGE) <= SPARSE * HEIGHT
        return "large" if sparse else layout

    def fits(self, card: Card) -> bool:
        """Whether there is room for one more card."""
        if self.figure is not None and card.kind == "figure":
            return False
        return bool(Slide(self.title, self.anchor, cards=[*self.cards, card]).layouts())


def caption_height(figure: nodes.figure, width: float) -> float:
    return CAPTION_LINE * sum(lines(text, width / CHARACTER * LINE / CAPTION_LINE) for text in caption(figure))


def lines(part: nodes.Element, width: float) -> float:
    """How many lines a part takes, where a line has room for so many characters."""
    if is_equation(part):
        return formula_lines(next(part.findall(nodes.math_block)).astext(), width)
    if isinstance(part, nodes.table):
        rows = list(part.findall(nodes.row))
        columns = len(rows[0])
        heights = [max(ceil(len(cell.astext()) * columns / width) for cell in row.children) for row in rows]
        return sum(height * 0.9 + 0.45 for height in heights)
    if isinstance(part, (nodes.bullet_list, nodes.enumerated_list)):
        return sum(ceil(len(item.astext()) / (width - 4)) + 0.3 for item in part.children)
    if isinstance(part, nodes.container):
        sizes = [0.8 if isinstance(child, nodes.bullet_list) else 1 for child in part.children]
        return sum(size * lines(child, width - 4) for size, child in zip(sizes, part.children, strict=True)) + 1
    return ceil(len(part.astext()) / width)


def formula_lines(latex: str, width: float) -> float:
    """The rows of cases and matrices count, fractions and sums are twice as high as a letter; a long one is broken."""
    rows = latex.count(r"\\") + 1
    tall = any(sign in latex for sign in (r"\frac", r"\sum", r"\prod", r"\int", r"\lim", r"\underset"))
    letters = len(re.sub(r"\\(?:operatorname|text|mathbb|mathcal|left|right|frac|begin|end|quad)|[{}^_\s&]", "", latex))
    height = rows * (1.2 if rows > 1 else 1) + (0.9 if tall else 0.4)
    return height * max(1, ceil(letters / rows / (0.6 * width))) + 0.4


# --- the parts of a chapter -------------------------------------------------------------------------------------------


def is_chapter(document: nodes.document) -> bool:
    """A chapter is what is summed up in five lines."""
    return any(SUMMARY in section["ids"] for section in document.findall(nodes.section))


def slides_of(document: nodes.document) -> list[Slide]:
    """The slides of a chapter in the order of its text; the first one has nothing but the title."""
    chapter = next(document.findall(nodes.section))
    slides = [Slide(title_of(chapter), "")]
    opening = slides_of_section(chapter, slides[0].title, opening=True)
    slides += opening
    for section in sections(chapter):
        if not SKIPPED & set(section["ids"]):
            title = title_of(section)
            slides += slides_of_section(section, title)
            for inner in sections(section):
                slides += slides_of_section(inner, title)
    return slides


def sections(parent: nodes.Element) -> Iterator[nodes.section]:
    return (child for child in parent.children if isinstance(child, nodes.section))


def title_of(section: nodes.section) -> nodes.Element:
    return section[section.first_child_matching_class(nodes.title)]


def anchor_of(section: nodes.section) -> str:
    return str(section["ids"][-1])


def slides_of_section(section: nodes.section, about: nodes.Element, opening: bool = False) -> list[Slide]:
    """The slides of a section without its subsections."""
    title, anchor = title_of(section), anchor_of(section)
    slides: list[Slide] = []
    blocks = [block for block in section.children if not isinstance(block, (nodes.section, nodes.title))]
    inner = title is not about
    *found, end = cards(blocks, opening)
    if found and found[0].kind == "lead" and all(card.kind == "answer" for card in found[1:]):
        found = found[1:]  # a first sentence alone makes no slide
    if not found:
        return []
    for card in found:
        # Answers such as *When to use it* come last, in the last subsection, but are about the whole section.
        of_all = inner and card.kind == "answer"
        head = about if of_all else title
        if not slides or slides[-1].title is not head or not slides[-1].fits(card):
            slides.append(Slide(head, anchor, None if head is about else about))
        slides[-1].cards.append(card)
        slides[-1].notes += card.blocks
    slides[-1].notes += end.blocks
    return slides


def cards(blocks: list[nodes.Element], opening: bool) -> Iterator[Card]:
    """What is shown of these blocks, each with the blocks that lead to it; the last one has what is left of them."""
    waiting: list[nodes.Element] = []
    used: set[tuple[int, int]] = set()

    def card(parts: list[nodes.Element], kind: str = "text") -> Card:
        nonlocal waiting
        made, waiting = Card(parts, kind, waiting), []
        return made

    def said(paragraph: nodes.Element, chosen: Iterable[int]) -> list[nodes.Element]:
        """Those of the chosen sentences that no card has shown, as a paragraph."""
        found = sentences(paragraph)
        new = [place for place in sorted(chosen) if (id(paragraph), place) not in used]
        used.update((id(paragraph), place) for place in new)
        return [joined(found[place] for place in new)] if new else []

    def lead(before: nodes.Element | None, block: nodes.Element) -> list[nodes.Element]:
        """What a paragraph says of the part that follows: what it announces, or of an equation what it begins with."""
        if not isinstance(before, nodes.paragraph):
            return []
        if announces(before):
            begin = beginning(before) if begins_in_bold(before) else set[int]()
            return said(before, begin | ending(before))
        return said(before, beginning(before)) if is_equation(block) else []

    first, joined_to_figure = True, set[int]()
    for before, block, after in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        waiting.append(block)
        if id(block) in joined_to_figure:
            continue
        if isinstance(block, nodes.paragraph):
            shown_with_next = announces(block) and after is not None and is_shown(after)
            if begins_in_bold(block):
                if not shown_with_next:
                    yield card(said(block, beginning(block)), "answer" if is_answer(block) else "text")
            elif first:
                begin = set(range(fitting(block))) if opening else beginning(block)
                if shown_with_next or not begin & ending(block) or not announces(block):
                    yield card(said(block, begin), "text" if opening else "lead")
            first = False
        elif is_equation(block):
            yield card([*lead(before, block), block])
        elif isinstance(block, nodes.figure):
            alone = card([*lead(before, block), block], "figure")
            claim = claim_of(block, blocks)
            both = Card([*alone.parts[:-1], *map(shown, claim), block], "figure", alone.blocks)
            if Slide(block, "", cards=[both]).layouts():
                joined_to_figure.update(map(id, claim))
            yield both if joined_to_figure & set(map(id, claim)) else alone
        elif is_shown(block):
            yield card([*lead(before, block), shown(block)])
    yield card([], "end")


def begins_in_bold(paragraph: nodes.Element) -> bool:
    return isinstance(next(node for node in paragraph.children if node.astext().strip()), nodes.strong)


def is_answer(paragraph: nodes.Element) -> bool:
    """Whether its bold beginning is a sentence, such as *When to use it.*"""
    return begins_in_bold(paragraph) and next(paragraph.findall(nodes.strong)).astext()[-1] in ".?!"


def beginning(paragraph: nodes.Element) -> set[int]:
    """Which sentences it begins with: the first, with the next as long as they are short."""
    bold, length = int(is_answer(paragraph)), 0
    for place, sentence in enumerate(sentences(paragraph)):
        length += length_of(sentence) if place >= bold else 0
        if length >= SHORT:
            break
    return set(range(place + 1))


def ending(paragraph: nodes.Element) -> set[int]:
    """Which sentences it ends with: the last, with the one before it if it is short."""
    found = sentences(paragraph)
    last = len(found) - 1
    return {last, max(0, last - 1)} if length_of(found[last]) < SHORT else {last}


def announces(paragraph: nodes.Element) -> bool:
    """Whether a paragraph is not at its end yet: *The derivative is:*."""
    return paragraph.astext().rstrip("”») ")[-1] not in ".?!"


def claim_of(figure: nodes.figure, blocks: list[nodes.Element]) -> list[nodes.Element]:
    """The claim that a figure supports: only prose stands between the two."""
    rest = blocks[blocks.index(figure) + 1 :]
    after = next((block for block in rest if not isinstance(block, nodes.paragraph)), None)
    return [after] if isinstance(after, nodes.admonition) and "claim" in after["classes"] else []


def is_equation(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "equation" in node["classes"]


def is_shown(block: nodes.Element) -> bool:
    if is_equation(block) or isinstance(block, nodes.figure):
        return True
    if isinstance(block, nodes.admonition):
        return "solution" not in block["classes"]
    if isinstance(block, nodes.table):
        return len(block.astext()) <= CELLS
    return isinstance(block, (nodes.bullet_list, nodes.enumerated_list)) and len(block.astext()) <= 2 * LONGEST


def shown(block: nodes.Element) -> nodes.Element:
    """A list or a table as it is; of a box what has room."""
    if not isinstance(block, nodes.admonition):
        return block
    title, *content = block.children
    box = nodes.container("", nodes.paragraph("", "", nodes.strong("", *copies(title))), classes=block["classes"])
    if "claim" in block["classes"]:
        sentence, numbers, _source = content
        box += [sentence, numbers] if len(numbers) <= NUMBERS else [sentence]
    else:
        text = next(part for part in content if isinstance(part, nodes.paragraph))
        box += joined(sentences(text)[: fitting(text)])
    return box.deepcopy()


def caption(figure: nodes.figure) -> list[nodes.Element]:
    """What is said below a figure, without the script that draws it."""
    found = [text for part in figure.findall(nodes.caption) for text in sentences(part)]
    return [joined(text for text in found if not any(names_script(node) for node in text))]


def names_script(node: nodes.Node) -> bool:
    return isinstance(node, nodes.reference) and "gallery/" in node.get("refuri", "")


# --- sentences --------------------------------------------------------------------------------------------------------


def sentences(paragraph: nodes.Element) -> list[list[nodes.Node]]:
    """The sentences of a paragraph, each a list of copies of its nodes."""
    found: list[list[nodes.Node]] = [[]]
    for node in with_texts_joined(paragraph.children):
        pieces = SENTENCE_END.split(str(node)) if isinstance(node, nodes.Text) else [node]
        for place, piece in enumerate(pieces):
            if place:
                found.append([])
            if piece:
                found[-1].append(nodes.Text(piece) if isinstance(piece, str) else piece.deepcopy())
        if isinstance(node, nodes.strong) and node.astext()[-1] in ".?!":
            found.append([])
    return [sentence for sentence in found if "".join(node.astext() for node in sentence).strip()]


def with_texts_joined(found: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Each line of a source is a text of its own, and so is each end of a line."""
    for text, group in groupby(found, key=lambda node: isinstance(node, nodes.Text)):
        together = list(group)
        yield from [nodes.Text("".join(map(str, together)))] if text else together


def joined(found: Iterable[list[nodes.Node]]) -> nodes.paragraph:
    paragraph = nodes.paragraph()
    for sentence in found:
        paragraph += [nodes.Text(" "), *sentence] if paragraph.children else sentence
    return paragraph


def fitting(paragraph: nodes.Element) -> int:
    """How many of its sentences have room on a slide, at least one."""
    length, found = 0, sentences(paragraph)
    for count, sentence in enumerate(found):
        length += length_of(sentence)
        if length > LONGEST and count:
            return count
    return len(found)


def length_of(sentence: list[nodes.Node]) -> int:
    return sum(len(node.astext()) for node in sentence)


def copies(node: nodes.Element) -> list[nodes.Node]:
    return [child.deepcopy() for child in node.children]
