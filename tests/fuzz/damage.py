"""Damage good files in the ways of spreadsheets, of bad lines and disks, and of bad intent."""

import copy
import csv
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

NUMBERS = (
    "0", "-0", "-1", "1", "1.0", "1.5", "+7", "007", "1e3", "1e999", "-1e999", "1e-999", "nan",
    "NaN", "-nan", "inf", "-Infinity", "0x1F", "1_000", "1,000", "1.000,5", "١٢٣", "１２３", "²",
    "½", "9" * 19, "9" * 400, "1" + "0" * 400, "114404", "114404.0", "9" * 20, "£5", "1e300",
    "--5", "2147483648", "9223372036854775808", "547000", "107000", "-547000", "TRUE", "False",
)  # fmt: skip
DAYS = (
    "01-09-2020", "2020-09-01", "1/9/2020", "31-02-2020", "29/02/2023", "00-00-0000", "01-01-0001",
    "9999-12-31", "31-12-9999", "01-01-1900", "1500-01-01", "2020-09-01T00:00:00Z", "20200901",
    "1 September 2020", "2020-W36-2", "01-09-20", "-2020-01-01", "2020-13-45", "02-30-2020",
    "2262-04-12", "1677-09-20", "12345-01-01",
)  # fmt: skip
WORDS = (
    "", " ", "NULL", "Not recorded", "#N/A", "Open", "Closed", "Primary", "Academy converter", "x",
    "Supported by a multi-academy trust", "Federation", "Multi-academy trust", "never", "urn",
    "=1+1", "@SUM(A1)", "\t", "\x00", "\x1b[2J", "\u202e", "\ud7ff", "\ufeff", "\x85", "\u2028",
    "a\nb", "a\r\nb", 'a"b', '"', "'", "a,b", "a;b", "é", "’", "\N{PILE OF POO}", "e\u0301",
    "x" * 3_000, "<script>", "../../x", "{x}", "%s", "\\", "[red]",
)  # fmt: skip
CELLS = st.sampled_from(NUMBERS + DAYS + WORDS) | st.text(max_size=8)
VALUES = (
    st.sampled_from([0, -1, 1, 2**31, 2**63, 10**400, 0.0, -0.0, 1.5, 1e308, math.inf, -math.inf])
    | st.sampled_from([math.nan, True, False, [], {}, [[]], [{}], "", [1, 2], {"x": 1}])
    | st.floats()
    | st.integers()
    | CELLS
)
ENCODINGS = (*["cp1252", "utf-8", "utf-8-sig"] * 4, "utf-16", "utf-16-le", "latin-1")
ONE_IN_TEN = st.sampled_from([False] * 9 + [True])
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_SIGNS = (b"", b"\x00", b"\xff", b'"', b",", b"\n", b"\r", b"=", b"[", b"{", b"\\", b"\xef\xbb\xbf")


@st.composite
def damaged(draw, content: bytes, *, most: int = 4) -> bytes:
    """Return the content with some bytes replaced, lost, added, doubled or cut off."""
    data = bytearray(content)
    for _ in range(draw(st.integers(1, most))):
        place = draw(st.integers(0, len(data)))
        end = place + draw(st.sampled_from([0, 1, 1, 1, 2, 4, 8, 64]))
        how = draw(st.sampled_from(["put", "put", "flip", "double", "cut"]))
        if how == "put":
            data[place:end] = draw(st.sampled_from(_SIGNS) | st.binary(max_size=6))
        elif how == "flip" and place < len(data):
            data[place] ^= 1 << draw(st.integers(0, 7))
        elif how == "double":
            data[place:place] = data[place:end]
        elif how == "cut":
            del data[place:]
    return bytes(data)


def maybe_damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """Return the content, as it is or damaged."""
    return st.just(content) | damaged(content)


@st.composite
def tables(draw, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a CSV file of such rows: other cells, headings, quotes, lengths, codings."""
    headings = list(rows[0])
    chosen = draw(st.lists(st.sampled_from(range(len(rows))), max_size=len(rows), unique=True))
    lines = []
    for number in chosen:
        changes = draw(st.dictionaries(st.sampled_from(headings), CELLS, max_size=2))
        lines.append([str({**rows[number], **changes}[name]) for name in headings])
        if draw(ONE_IN_TEN):
            lines[-1][draw(st.integers(0, len(headings))) :] = draw(st.lists(CELLS, max_size=3))
    if lines and draw(ONE_IN_TEN):
        lines.append(draw(st.sampled_from(lines)))
    header = draw(_headers(headings)) if draw(ONE_IN_TEN) else headings
    text = _written(draw, [header, *lines])
    content = text.encode(draw(st.sampled_from(ENCODINGS)), errors="replace")
    return draw(damaged(content)) if draw(ONE_IN_TEN) else content


@st.composite
def _headers(draw, headings: list[str]) -> list[str]:
    """Return the headings, some lost, doubled, renamed or in disorder."""
    header = list(headings)
    how = draw(st.sampled_from(["lost", "doubled", "renamed", "spaced", "mixed"]))
    place = draw(st.integers(0, len(header) - 1))
    if how == "lost":
        del header[place]
    elif how == "doubled":
        header[place] = header[draw(st.integers(0, len(header) - 1))]
    elif how == "renamed":
        header[place] = draw(CELLS)
    elif how == "spaced":
        header[place] = f"  {header[place].upper()} "
    elif how == "mixed":
        header = draw(st.permutations(header))
    return header


def _written(draw, lines: Sequence[Sequence[str]]) -> str:
    """Write the lines as one of many programs would, or as none should."""
    end = draw(st.sampled_from(["\r\n", "\n"] * 5 + ["\r", "\n\r", ""]))
    comma = draw(st.sampled_from([","] * 12 + [";", "\t", "|"]))
    how = draw(st.sampled_from(["proper", "proper", "all quoted", "no quotes"]))
    if how == "no quotes" or not end:
        return (end or "\n").join(comma.join(line) for line in lines)
    stream = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if how == "all quoted" else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=comma, quoting=quoting, lineterminator=end).writerows(lines)
    return stream.getvalue()


@st.composite
def zips(draw, content: bytes, *, name: str) -> bytes:
    """Return a zip that holds the content, packed in some way, some of its bytes flipped."""
    stream = io.BytesIO()
    names = st.sampled_from([name, "../" + name, "/" + name, "a/b.csv", "é.CSV", "x.txt", ""])
    packing = draw(st.sampled_from(_PACKINGS))
    with zipfile.ZipFile(stream, "w", packing) as archive:
        entries = draw(st.lists(names, min_size=1, max_size=2, unique=True))
        for entry in entries:
            archive.writestr(entry, content)
    return draw(maybe_damaged(stream.getvalue()))


@st.composite
def altered(draw, document: Any, *, values: st.SearchStrategy[Any] = VALUES, most: int = 3) -> Any:
    """Return a document of lists and tables with some of its values replaced, lost or doubled."""
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, most))):
        inside, key = _somewhere(draw, changed)
        if inside is None:
            break
        how = draw(st.sampled_from(["near"] * 6 + ["replace"] * 3 + ["lose", "double", "rename"]))
        if how == "near":
            inside[key] = draw(_near(inside[key]))
        elif how == "replace":
            # A copy, for it may be altered in its turn.
            inside[key] = copy.deepcopy(draw(values))
        elif how == "lose":
            del inside[key]
        elif isinstance(inside, list):
            inside.insert(key, copy.deepcopy(inside[key]))
        elif how == "rename":
            inside[draw(CELLS)] = inside.pop(key)
        else:
            inside[draw(st.sampled_from(list(inside)))] = copy.deepcopy(inside[key])
    return changed


def _somewhere(draw, document: Any) -> tuple[Any, Any]:
    """Return a list or table inside the document and one of its places."""
    part, inside, key = document, None, None
    while isinstance(part, dict | list) and part:
        inside = part
        key = draw(st.sampled_from(list(part) if isinstance(part, dict) else range(len(part))))
        part = inside[key]
        if draw(ONE_IN_TEN):
            break
    return inside, key


def _near(value: Any) -> st.SearchStrategy[Any]:
    """Return a value of the same kind, of which many are good."""
    if isinstance(value, bool):
        return st.booleans()
    if isinstance(value, int):
        return st.integers(0, 12) | st.integers(value - 2, value + 2)
    if isinstance(value, float):
        return st.sampled_from([value / 2, value * 1.01, value + 1, -value]) | st.floats(0, 20)
    if isinstance(value, list):
        return st.permutations(value) | st.just(value[:1])
    return st.just(value)
