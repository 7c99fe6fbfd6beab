"""List what an attacker may write, and each way by which it may reach a page.

Each payload has a set of five schools; every column of theirs holds it, and so does everything that
other files say of them (tests/page/hostile_files.py).
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from geofinder.page.coding import clean

OUTSIDE = "https://outside.invalid"
PAYLOADS = {
    "a script": "<script>pwned()</script></script><script>pwned()</script><SCRIPT SRC=x></SCRIPT>",
    "the end of all that holds text": "</title></style></textarea></noscript></template></xmp>"
    "<img src=x onerror=pwned()>",
    "a picture, a drawing, a frame": f"<img src={OUTSIDE}/x onerror=pwned()><svg onload=pwned()>"
    '<a xlink:href=javascript:pwned()>x</a></svg><iframe srcdoc="<script>parent.pwned()</script>">',
    "an address": "javascript:pwned()//",
    "an attribute": '" onmouseover=pwned() autofocus onfocus=pwned() x="\''
    " onfocusin='pwned()' a='>",
    "comments": "--!><!--><![CDATA[<img src=x onerror=pwned()>]]><?php pwned() ?><!-->",
    "templates": "{{7*7}} {% raise %} {# gone #} `${pwned()}` \\u003cimg src=x\\u003e \\",
    "styles": f"</style><style>*{{background:url({OUTSIDE})}}</style>;@import '{OUTSIDE}';"
    "width:expression(pwned())",
    "ways out": f'<meta http-equiv=refresh content="0;url={OUTSIDE}"><base href={OUTSIDE}>'
    f"<link rel=stylesheet href={OUTSIDE}><form action={OUTSIDE}><button formaction=x autofocus>",
    "names of our elements": "<a id=geofinder-data name=body><form id=list name=getElementById>",
    "names of JavaScript": "__proto__",
    "more names of JavaScript": "constructor",
    "letters as numbers": "&lt;script&gt;&#60;img src=x&#62; %3Cscript%3Epwned()%3C/script%3E",
    "mutation": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x '
    'onerror=pwned()&gt;">',
    "UTF-7": "+ADw-script+AD4-pwned()+ADw-/script+AD4- \u0338<\u0338script\u0338>",
    "lines, controls, directions": "one\u2028pwned()\u2029two\u0085 \x1b[31mb\x07c\x01d\x7fe\x9bf"
    "\ufffeg \u202ednE\u202c \u2067loohcS\u2066 \u05d0\u05d1 end",
    "letters that the page keeps for itself": "|~^"
    + "".join(map(chr, range(0x2500, 0x2600)))
    + "\U000f0000",
    "as long as it may be": "<b>" * 300,
}
"""What an attacker writes, by what it tries."""

EACH = 5
IN_A_FILE = 3
LONGEST_IN_ADDRESS = 300
# What no XML can hold.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Way(NamedTuple):
    """A way in: what brings the text, and where on the map page it is read."""

    brought_by: str
    at: str
    inside: str


WAYS = {
    # What the map page says of a set's first school, of its third (an academy), of its fifth.
    "name": Way("register: EstablishmentName", "first", "#detail-heading"),
    "authority": Way("register: LA (name)", "first", ".facts"),
    "district": Way("register: DistrictAdministrative (name)", "first", ".facts"),
    "town": Way("register: Town", "first", ".facts"),
    "postcode": Way("register: Postcode", "first", ".facts"),
    "type": Way("register: TypeOfEstablishment (name)", "first", ".facts"),
    "character": Way("register: ReligiousCharacter (name)", "first", ".facts"),
    "diocese": Way("register: Diocese (name)", "first", ".facts"),
    "setting": Way("register: UrbanRural (name)", "first", ".facts"),
    "federation": Way("register: Federations (name)", "first", ".facts"),
    "linked": Way("group links: Group Name", "first", ".facts"),
    "note": Way("--local: note", "first", ".facts"),
    "trust": Way("register: Trusts (name) of an academy", "third", ".facts"),
    "foundation": Way("register: Trusts (name) of a maintained school", "fifth", ".facts"),
    # What it says of groups: the rules.
    "rule": Way("--policy: sentence", "group", ".verdict"),
    "source": Way("--policy: source", "group", ".verdict"),
    # What it says of itself.
    "left out": Way("register: EstablishmentStatus (name)", "about", "#about"),
    "no state school": Way("register: TypeOfEstablishment (name), left out", "about", "#about"),
    "file": Way("name of the register file", "about", "#about"),
    "title": Way("sources.toml: title", "about", "#about"),
    "licence": Way("sources.toml: licence", "about", "#about"),
    "date": Way("sources.toml: date", "about", "#about"),
    "gaps": Way("sources.toml: incomplete", "about", "#about"),
    "fetched": Way(".source.json: attribution", "about", "#about"),
    # What it writes on the map.
    "outline": Way("--boundaries: name", "map", ".district"),
    "road": Way("--roads: ref of a road", "map", ".road-number"),
    "place": Way("--roads: name of a place", "map", ".town:not(.school-name, .pointer)"),
    "river": Way("--roads: name of a river", "map", ".river-name"),
    # What is opened by its id, which stands in the page's address.
    "trust id": Way("register: Trusts (code)", "trust", "#detail-heading"),
    "federation id": Way("register: Federations (code)", "federation", "#detail-heading"),
    "foundation id": Way("group links: Group UID", "foundation", "#detail-heading"),
    # What the other pages say: the letter, and the page about a trust.
    "wish": Way("--pairs: reason", "letter", "main"),
    "kept apart": Way("--pairs: reason of never", "joiners", "main"),
    "aside": Way("--exclude: reason", "joiners", "main"),
}
"""Every way in by a file. What an address or the search box holds is tried apart."""
_NAMED_BY = {"trust id": "trust", "federation id": "federation", "foundation id": "linked"}
_NUMBER = {way: number for number, way in enumerate(WAYS, start=1)}


def tidied(text: str) -> str:
    """Return a text as a page shows it that came through a table: spaces are single."""
    return clean(" ".join(text.split()))


@dataclass(frozen=True)
class Set:
    """The five schools of one payload: two in a federation, two in a trust, one by itself."""

    place: int
    payload: str

    def text(self, way: str) -> str:
        """Return what comes by a way; a call says by which."""
        return self.payload.replace("pwned()", f"pwned({_NUMBER[way]})")

    def urn(self, school_of_set: int) -> int:
        """Return the URN of one of its schools, the first of which is 0."""
        return 100_001 + EACH * self.place + school_of_set

    def spots(self) -> list[int]:
        """Return the numbers of its places on the grid."""
        return list(range(EACH * self.place, EACH * (self.place + 1)))


SETS = [Set(place, payload) for place, payload in enumerate(PAYLOADS.values())]
EVERYTHING = Set(len(SETS), " ".join(text for text in PAYLOADS.values() if len(text) < 90)[:900])
"""Most of them in one text."""
ALL = [*SETS, EVERYTHING]


def of_file(one: Set) -> str:
    """Return what of a set's payload stands in the name of a file, which can have no slash."""
    return one.text("file").replace("/", "\u2215").encode()[:60].decode(errors="ignore").strip()


def expected(way: str, one: Set) -> str | None:
    """Return what a page shows of what a set brings by a way; None where it brings nothing by it.

    A body that is opened by its id shows its name; no address is as long as the longest ids.
    """
    text = clean(one.text(way))
    file = one.place // IN_A_FILE
    if way in _NAMED_BY:
        return tidied(one.text(_NAMED_BY[way])) if len(text) < LONGEST_IN_ADDRESS else None
    if way in {"title", "licence", "date", "gaps", "fetched"}:
        return text if file and file % 2 == (way == "fetched") else None
    if way in {"road", "place", "river"}:
        text = clean(NOT_IN_XML.sub("", one.text(way)))
        return text.split(";")[0].strip() if way == "road" else text
    told = {
        "file": clean(of_file(one)),
        "outline": f"{text} \N{REPLACEMENT CHARACTER}",
        **dict.fromkeys(("rule", "source", "aside"), text),
    }
    return told.get(way, tidied(one.text(way)))
