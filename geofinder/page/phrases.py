"""Write texts, such as the names of schools, in numbers of the words that they share."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from geofinder.page.packing import packed

_END, _ONCE, _FIRST = 0, 1, 2
_SHARED = 3
_LONGEST = 8
_MARKS = (0x7C, 0x7E, 0x5E, *range(0x2500, 0x2600), 0x1F)
"""The last is a control character, which takes six letters in JSON and stands in no clean text."""

type Words = list[str]


def joined(texts: Sequence[str]) -> str:
    """Return clean texts as one, each behind a mark that none holds; "" where there are none."""
    used = set().union(*texts)
    mark = next(chr(code) for code in _MARKS if chr(code) not in used)
    return "".join(mark + text for text in texts)


def phrased(texts: Sequence[str]) -> dict[str, str]:
    """Return texts as numbers of what they share.

    ``shared`` holds words and phrases, the most used first, and ``once`` the words that one text
    alone has, in the order of the texts. ``at`` has the numbers of each text's parts, and 0 at its
    end: 1 is the next of ``once``, 2 the first of ``shared``. Parts are parted by a space.
    """
    split = [text.split(" ") for text in texts]
    phrases = _common(split)
    parts = [_parted(words, phrases) for words in split]
    uses = Counter([part for text in parts for part in text])
    shared = sorted(
        (part for part, count in uses.items() if count > 1), key=lambda part: (-uses[part], part)
    )
    number = {part: place for place, part in enumerate(shared, start=_FIRST)}
    at: list[int] = []
    for text in parts:
        at += [number.get(part, _ONCE) for part in text]
        at.append(_END)
    once = [part for text in parts for part in text if part not in number]
    return {
        "shared": joined(shared),
        "once": joined(once),
        "at": packed(np.array(at, dtype=np.int64)),
    }


def _common(split: Sequence[Words]) -> set[str]:
    """Return the beginnings and ends, of two words and more, that several texts share."""
    phrases = [
        " ".join(words[-length:])
        for words in split
        for length in range(2, min(len(words), _LONGEST) + 1)
    ]
    phrases += [
        " ".join(words[:length])
        for words in split
        for length in range(2, min(len(words) - 1, _LONGEST) + 1)
    ]
    return {phrase for phrase, count in Counter(phrases).items() if count >= _SHARED}


def _parted(words: Words, phrases: set[str]) -> Words:
    """Return a text's parts: the longest phrase at its end, then at its beginning, then words."""
    end: Words = []
    for length in range(min(len(words), _LONGEST), 1, -1):
        if (phrase := " ".join(words[-length:])) in phrases:
            words, end = words[:-length], [phrase]
            break
    for length in range(min(len(words), _LONGEST), 1, -1):
        if (phrase := " ".join(words[:length])) in phrases:
            return [phrase, *words[length:], *end]
    return [*words, *end]
