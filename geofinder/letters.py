"""Keep letters that a terminal obeys, or that deceive a reader, out of what is shown."""

import json
import re

# Control characters but tab and line feed; what turns the direction of the text around it; what
# shows nothing; halves of a character.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_LONGEST_FOLDER = 60


def shown(text: str) -> str:
    """Return the text with a question mark for each letter that a terminal would obey or hide."""
    return _OBEYED.sub("?", text)


def escaped(text: str) -> str:
    r"""Return JSON with such letters written as ``\u001b``: whoever parses it gets them back.

    Halves of a character, which no UTF-8 holds, become question marks.
    """
    return _OBEYED.sub(_as_json, text)


def _as_json(found: re.Match[str]) -> str:
    letter = found[0]
    return "?" if "\ud800" <= letter <= "\udfff" else json.dumps(letter)[1:-1]


def folder_name(text: str, *, without: str) -> str:
    """Return a name for a folder, of small letters, digits and hyphens alone.

    ``without`` is its name where nothing is left of the text. What Windows keeps for devices
    is no folder's name.
    """
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_FOLDER] or without
    return f"{name}-{without}" if _RESERVED.fullmatch(name) else name
