"""Write text into a picture, which wraps no line by itself."""

import unicodedata

from geofinder.page.saying import said

_NARROW = frozenset("iljtfrI1.,:;'|!()[] ")
_WIDE = frozenset("mwMW@%&")
_EM_NARROW, _EM_LOWER, _EM_UPPER, _EM_WIDE = 0.36, 0.58, 0.68, 0.92
_BOLD = 1.1
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide text is at most, in the units of ``size``, in the widest usual typeface."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)


def _em(letter: str) -> float:
    if letter in _NARROW:
        return _EM_NARROW
    if letter in _WIDE or unicodedata.east_asian_width(letter) in "WF":
        return _EM_WIDE if letter in _WIDE else 1.0
    if unicodedata.combining(letter):
        return 0.0
    return _EM_UPPER if letter.isupper() else _EM_LOWER


def wrapped(text: str, size: float, width: float, *, most: int, bold: bool = False) -> list[str]:
    """Return at most ``most`` lines no wider than ``width``; what is cut off ends in dots."""
    lines: list[str] = []
    line = ""
    words = [part for word in text.split() for part in _parts(word, size, width, bold=bold)]
    for word in words:
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= width:
            line = longer
            continue
        lines.append(line)
        line = word
    lines.append(line)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", size, width, bold=bold)]


def _parts(word: str, size: float, width: float, *, bold: bool) -> list[str]:
    """Break a word that is longer than a line."""
    parts, part = [], ""
    for letter in word:
        if part and width_of(part + letter, size, bold=bold) > width:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


def _cut(text: str, size: float, width: float, *, bold: bool) -> str:
    short = text
    while short and width_of(short + _ELLIPSIS, size, bold=bold) > width:
        short = short[:-1]
    return f"{short.rstrip()}{_ELLIPSIS}"


def written(x: float, y: float, text: str, look: str) -> str:
    """Return a line of text as SVG; ``look`` names its classes."""
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}">{said(text)}</text>'


def paragraph(x: float, y: float, lines: list[str], look: str, *, step: float) -> list[str]:
    """Return lines of text below one another, the first at ``y``."""
    return [written(x, y + place * step, line, look) for place, line in enumerate(lines)]
