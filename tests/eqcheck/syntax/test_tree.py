"""What a tree says about its indices."""
from eqcheck.syntax import tree
from eqcheck.syntax.parser import Names, read

NAMES = Names(frozenset({"Softmax"}), frozenset({"t", "x", "y", "N"}))
x, y = tree.Variable("x"), tree.Variable("y")


def uses(latex: str) -> dict:
    return dict(read(f"t = {latex}", NAMES).relation.operands[1].index_uses)


def test_every_axis_at_which_an_index_stands():
    assert uses(r"\sum_{n,c} x_{n,c} x_{c,n}") == {"n": ((x, 0), (x, 1)), "c": ((x, 1), (x, 0))}
    assert uses(r"\sum_n x_{n,y_n}") == {"n": ((x, 0), (y, 0))}
    assert uses(r"\sum_{n=1}^N x_{n+1}") == {}


def test_letters_stand_before_what_has_to_be_computed():
    softmax = tree.Call("Softmax", (x,))
    assert uses(r"\sum_i \operatorname{Softmax}(x)_i x_i") == {"i": ((x, 0), (softmax, 0))}


def test_what_is_kept_takes_no_part_in_equality():
    first, second = (read("t = x_N", NAMES) for _ in range(2))
    assert first.index_uses and first == second and hash(first) == hash(second)
