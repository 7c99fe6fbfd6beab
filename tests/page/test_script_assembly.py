"""Check that joining the page's modules into one script changes nothing that they do."""

import re

from hypothesis import given
from hypothesis import strategies as st

from geofinder.page import assets

# What a script is made of. A slash begins a regular expression where no value stands before it.
PART = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<tick>`)
      | (?P<word>[\w$#]+)
      | (?P<space>\s+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
BEFORE_PATTERN = {*"(,=:[!&|?{};+-*%<>~^", "return", "typeof", "case", "of", "in", "=>"}
TOP = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|const|let|var|class) ([\w$]+|[\[{].*?[\]}])",
    re.MULTILINE,
)
IMPORT = re.compile(r"^import \{([^}]*)\} from \"\./(\w+)\.js\";", re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|const|let|class) ([\w$]+)", re.MULTILINE)


def module(name):
    return (assets._PAGE / "js" / f"{name}.js").read_text(encoding="utf-8")


def template_end(text, start):
    """Return the place after the template that begins at ``start``, whatever it nests."""
    at, depth = start + 1, 0
    while depth or text[at] != "`":
        if text[at] == "\\":
            at += 1
        elif text.startswith("${", at):
            depth += 1
            at += 1
        elif depth and text[at] == "`":
            at = template_end(text, at) - 1
        elif depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at + 1


def meaning(text):
    """Return a script's parts without its comments; of its spaces only that a line ends there."""
    parts, at, ended, last = [], 0, False, ""
    while at < len(text):
        found = PART.match(text, at)
        kind, part = found.lastgroup, found.group()
        if kind in {"comment", "space"}:
            ended = ended or "\n" in part
            at = found.end()
            continue
        if kind == "tick":
            part = text[at : template_end(text, at)]
        elif part == "/" and (not last or last in BEFORE_PATTERN):
            part = PATTERN.match(text, at).group()
        if ended and parts:
            parts.append("\n")
        parts.append(part)
        at, ended, last = at + len(part), False, part
    return parts


def names_at_the_top(text):
    """Return the names that a module declares for all that follow it."""
    return [name for found in TOP.findall(text) for name in re.findall(r"[\w$]+", found)]


def test_no_two_modules_declare_the_same_name():
    owners = {}
    for name in assets.MODULES:
        for declared in names_at_the_top(module(name)):
            owners.setdefault(declared, []).append(name)
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}
    # Nor the map that folium declares, nor Leaflet.
    assert not {"L", "window", "document", "geofinder"} & set(owners)
    assert len(owners) > 200


def test_only_comments_and_spaces_are_lost_where_the_modules_are_joined():
    texts = [module(name) for name in assets.MODULES]
    kept = [assets._EXPORT.sub("", assets._IMPORT.sub("", text)) for text in texts]
    joined = assets.script().split("\n", 2)[2].rsplit("\nwindow.geofinder", 1)[0]
    assert meaning(joined) == meaning("\n".join(kept).strip())


def test_every_import_is_taken_out_and_names_what_its_module_exports():
    for name in assets.MODULES:
        text = module(name)
        rest = assets._IMPORT.sub("", text)
        assert not re.search(r"^\s*import\b", rest, re.MULTILINE), name
        assert not re.search(r"^export (?:default|\{|\*)", rest, re.MULTILINE), name
        for wanted, source in IMPORT.findall(text):
            exported = EXPORT.findall(module(source))
            asked = {one.strip() for one in wanted.split(",") if one.strip()}
            assert asked <= set(exported), (name, source)


def stripped(text):
    for pattern in (assets._BLOCK_COMMENT, assets._CAST, assets._LINE_COMMENT, assets._INDENT):
        text = pattern.sub("", text)
    return text


LINES = st.sampled_from(
    [
        "/** @type {One} */ (one).two = 3;",
        "  /** @type {One} */",
        "  (/** @type {One<Two>} */ (one)).three();",
        "/** Says what it does. */",
        "/**\n * Says more.\n * @param {string} one\n */",
        "// A remark",
        "    const five = six; // after it",
        "const seven = /** @type {any} */ (eight);",
        'const nine = "a // text /** of one */ line";',
    ]
)


@given(st.lists(LINES, max_size=8))
def test_a_cast_at_the_start_of_a_line_takes_no_code_with_it(lines):
    text = "\n".join([*lines, "end();"])
    assert meaning(stripped(text)) == meaning(text)
