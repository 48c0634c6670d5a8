"""Shapes: tuples of sizes, concrete (3), symbolic ("n") or unknown ("?x").

Separate from the expressions because reading, arrays and messages all need sizes without needing
an expression. A size that starts with "?" stands for one that nobody has declared; it agrees with
every other size, and the agreement keeps the better known of the two.
"""

from __future__ import annotations

from nablatex.errors import ShapeError

Dim = int | str
Shape = tuple[Dim, ...]

SCALAR: Shape = ()
_UNKNOWN = "?"


def unknown(name: str) -> str:
    """Return the unknown size that belongs to `name`."""
    return _UNKNOWN + name


def is_unknown(dim: Dim) -> bool:
    """Tell whether nobody has declared this size."""
    return isinstance(dim, str) and dim.startswith(_UNKNOWN)


def dims_agree(left: Dim, right: Dim) -> bool:
    """Tell whether two sizes can be the same."""
    return left == right or is_unknown(left) or is_unknown(right)


def shapes_agree(left: Shape, right: Shape) -> bool:
    """Tell whether two shapes can be the same."""
    return len(left) == len(right) and all(map(dims_agree, left, right))


def join(left: Shape, right: Shape, what: str = "these") -> Shape:
    """Return the common shape of two that must agree, or raise `ShapeError`."""
    if not shapes_agree(left, right):
        raise ShapeError(f"the shapes of {what} differ: {show(left)} and {show(right)}")
    return tuple(b if is_unknown(a) else a for a, b in zip(left, right, strict=True))


def show(shape: Shape) -> str:
    """Return a shape in a reader's words: "scalar", "vector of 3", "2 by n matrix"."""
    if not shape:
        return "scalar"
    if len(shape) == 1:
        return f"vector of {sizes_of(shape)}"
    return f"{sizes_of(shape)} {'matrix' if len(shape) == 2 else 'array'}"


def sizes_of(shape: Shape) -> str:
    """Return the sizes of a shape in a reader's words: "3", "m by n"."""
    return " by ".join("?" if is_unknown(dim) else str(dim) for dim in shape)


def a_or_an(shape: Shape) -> str:
    """Return a shape in a reader's words after its article: "a vector of 3", "an n by m matrix"."""
    words = show(shape)
    return f"{article_of(words)} {words}"


def article_of(words: str) -> str:
    """Return the article before a shape, by how the letter or number in front is said."""
    first = words.split()[0]
    return "an" if first in _SAID_WITH_A_VOWEL or first.startswith("8") else "a"


# Letters and numbers that begin with a vowel where they are spoken, those with an 8 in front apart.
_SAID_WITH_A_VOWEL = frozenset("AEFHILMNORSXaefhilmnorsx") | {"11", "18"}


def parse_shape(text: str | Shape | list[Dim] | int) -> Shape:
    """Return the shape written as "m,n", "3", "" or a sequence of sizes.

    Raises:
        ShapeError: a size is neither a positive whole number nor a name.
    """
    if isinstance(text, int):
        text = (text,)
    parts = text.replace("×", ",").split(",") if isinstance(text, str) else list(text)
    return tuple(_dim(part) for part in parts if str(part).strip())


def _dim(part: Dim) -> Dim:
    if isinstance(part, int):
        size: Dim = part
    else:
        part = part.strip()
        size = int(part) if part.isdecimal() and len(part) < 10 else part
    if isinstance(size, int) and size < 1:
        raise ShapeError(f"a size is at least 1, not {size}")
    if isinstance(size, str) and not size.replace("_", "").replace("\\", "").isalnum():
        raise ShapeError(f"a size is a whole number or a name, not {size!r}")
    return size
