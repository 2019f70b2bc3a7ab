"""What each letter of a formula means where it stands: a declared letter, one that a clause explains, or an index."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from lark import Token, Tree

from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.index_ranges import read_index_range
from eqcheck.syntax.parse_tree import Parse, is_letter, is_rule, letters


class Bindings:
    """The letters with a meaning, at the place that is being read.

    :param error: makes the error that is raised for a token, from a message and a hint.
    :param declared: the letters that stand in ``:where:``.
    :param parse: the whole parse.
    :param clauses: those of its relations that explain a letter.
    :raises EquationError: if a clause explains a declared letter.
    """

    def __init__(
        self,
        error: Callable[[Token, str, str], EquationError],
        declared: frozenset[str],
        parse: Parse,
        clauses: Iterable[Parse],
    ) -> None:
        self._error = error
        self._declared = declared
        self._bound: list[str] = []
        self._ever_bound = {token.value for big in parse.find_data("reduce") for token in letters(_range(big))}
        self._explained = {letter.value for clause in clauses for letter in self._explained_letter(clause)}

    @property
    def taken(self) -> frozenset[str]:
        """The letters that have a meaning here."""
        return self._declared.union(self._bound, self._explained)

    def check(self, token: Token) -> None:
        """See whether a letter has a meaning here.

        :raises EquationError: if it has none.
        """
        name = token.value
        if name in self._declared or name in self._bound or name in self._explained:
            return
        if name in self._ever_bound:
            raise self._escape(token)
        raise self._error(token, f"‘{name}’ is neither declared nor bound",
                         f"declare it in :where:, as in ‘{name} real’, or define a function of this name")

    @contextmanager
    def bind(self, indices: Iterable[Token]) -> Iterator[None]:
        """These letters mean an index within the ``with``.

        :raises EquationError: if one has a meaning already.
        """
        before = len(self._bound)
        for token in indices:
            if token.value in self._declared or token.value in self._bound:
                raise self._error(token, f"‘{token.value}’ has a meaning already", "give the index a letter of its own")
            self._bound.append(token.value)
        yield
        del self._bound[before:]

    # --- the indices for each of which a relation holds ---------------------------------------------------------------

    def open_indices(self, relation: Parse) -> list[Token]:
        """The indices that the first side with letters leaves unbound, as i in ``Softmax(x)_i = …``.

        :raises EquationError: if such an index is bound by a sum on the same side too.
        """
        side = next((side for side in relation.children[::2] if any(letters(side))), None)
        if not isinstance(side, Tree):
            return []
        found = {token.value: token for token in self._unbound_subscripts(side, frozenset())}
        for big in side.find_data("reduce"):
            for index in self._indices(big):
                if index.value in found:
                    raise self._escape(found[index.value])
        return list(found.values())

    def clause_indices(self, clause: Parse) -> list[Token]:
        """The indices of the letter that a clause explains, such as n in ``l_n = …``.

        :raises EquationError: if one is a declared letter: a clause holds for every index.
        """
        left = clause.children[0]
        explains = is_rule(left, "indexed") and is_letter(left.children[0]) and left.children[0] not in self._declared
        for token in letters(left) if explains else ():
            if token.value in self._declared:
                raise self._error(token, f"the index ‘{token.value}’ has a meaning already",
                                 "a clause holds for every index: take a letter that is not declared")
        return self.open_indices(clause)

    def _unbound_subscripts(self, parse: Parse, bound: frozenset[str]) -> Iterator[Token]:
        """The letters in subscripts, as in ``x_i`` and ``x_{i+1}``, that mean nothing where they stand."""
        if parse.data == "reduce":
            bound = bound.union(index.value for index in self._indices(parse))
        for child in parse.children:
            if isinstance(child, Tree):
                yield from self._unbound_subscripts(child, bound)
        for subscript in parse.children[1:] if parse.data == "indexed" else ():
            if not is_rule(subscript, "indexed"):
                yield from (letter for letter in letters(subscript)
                            if letter.value not in self._declared and letter.value not in bound.union(self._bound))

    def _indices(self, big: Parse) -> tuple[Token, ...]:
        """The indices that a sum binds."""
        return read_index_range(_range(big), self._error).indices

    def _explained_letter(self, clause: Parse) -> Iterator[Token]:
        """The letter for whose sake a clause stands, if there is one: l in ``l_n = …``."""
        left, operator = clause.children[:2]
        letter = left.children[0] if is_rule(left, "indexed") else left
        if is_letter(letter) and operator in ("=", "~"):
            if letter.value in self._declared:
                raise self._error(letter, f"‘{letter.value}’ is declared, and a clause defines it too",
                                 "take it out of :where:")
            yield letter

    def _escape(self, token: Token) -> EquationError:
        return self._error(token, f"the index ‘{token.value}’ is used outside what binds it",
                          "a sum ends at + or -: put its body in brackets")


def _range(big: Parse) -> Parse:
    """What stands below a sum."""
    under = big.children[1]
    assert isinstance(under, Tree), "the grammar says so"
    return under
