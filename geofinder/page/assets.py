"""Read the texts that the page carries inside itself, each checked against its checksum."""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path

from geofinder.errors import GeofinderError

_PAGE = Path(__file__).resolve().parent
_VENDOR = _PAGE / "vendor"

MODULES = (
    "dom",
    "text",
    "packed",
    "schools",
    "sentences",
    "data",
    "travel",
    "find",
    "choices",
    "sifting",
    "filters",
    "sorting",
    "lists",
    "state",
    "labels",
    "ground",
    "tiles",
    "markers",
    "grid",
    "stamps",
    "dots",
    "ways",
    "routes",
    "comparemap",
    "selection",
    "backdrop",
    "strokes",
    "planmap",
    "spanning",
    "layer",
    "matrix",
    "linking",
    "verdicts",
    "notknown",
    "sections",
    "evidence",
    "reach",
    "pupils",
    "cards",
    "groupdetail",
    "schooldetail",
    "bodydetail",
    "comparing",
    "compare",
    "finder",
    "listing",
    "opened",
    "sharing",
    "tabs",
    "panel",
    "plan",
    "sheets",
    "printing",
    "main",
)
"""The page's own modules in the order in which they are joined: each after what it imports."""

STYLES = (
    "frame",
    "map",
    "finder",
    "status",
    "panel",
    "plan",
    "details",
    "compare",
    "existing",
    "ways",
    "narrow",
    "print",
)
"""The parts of the map's stylesheet, in their order: a later part may correct an earlier one."""

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
_CAST = re.compile(r"/\*\* @type [^\n]*? \*/ ?")
_LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


class AssetError(GeofinderError, RuntimeError):
    """A file that the page carries is missing, changed or asked for by an unknown address."""


@cache
def _manifest() -> tuple[dict[str, str], dict[str, str]]:
    """Return the checksums by path, and the paths by the address they stand in for."""
    files = json.loads((_VENDOR / "manifest.json").read_text(encoding="utf-8"))["files"]
    checksums = {entry["path"]: entry["sha384"] for entry in files}
    addresses = {url: entry["path"] for entry in files for url in entry["stands_for"]}
    return checksums, addresses


@cache
def vendored(path: str) -> str:
    """Return the text of a vendored file; as ``vendored_bytes``."""
    return vendored_bytes(path).decode("utf-8")


def vendored_bytes(path: str) -> bytes:
    """Return the content of a vendored file, named by its path under ``vendor/``.

    Raises:
        AssetError: the file is not in the manifest, or is not what the manifest says.
    """
    checksums, _ = _manifest()
    if path not in checksums:
        message = f"{path} is not in the list of vendored files ({_VENDOR / 'manifest.json'})."
        raise AssetError(message)
    content = (_VENDOR / path).read_bytes()
    if sha384(content) != checksums[path]:
        message = (
            f"{_VENDOR / path} is not the file that its checksum promises: it was changed or "
            "damaged. Install geofinder again."
        )
        raise AssetError(message)
    return content


@cache
def fonts() -> tuple[Path, ...]:
    """Return the files of the typeface in which pictures are written, each checked.

    Raises:
        AssetError: one is not what the manifest says.
    """
    checksums, _ = _manifest()
    paths = sorted(path for path in checksums if path.endswith(".ttf"))
    for path in paths:
        vendored_bytes(path)
    return tuple(_VENDOR / path for path in paths)


def for_address(url: str) -> str:
    """Return the vendored text that stands in for the address ``url``.

    Raises:
        AssetError: no vendored file stands in for it. The page never links to a network.
    """
    _, addresses = _manifest()
    if url not in addresses:
        message = (
            f"The page would load {url} from the network, and no vendored file stands in for it. "
            "The installed folium is not one that this geofinder was made for."
        )
        raise AssetError(message)
    # A browser reads every line end as a newline, and the policy's hashes are of what it reads.
    text = vendored(addresses[url]).replace("\r\n", "\n")
    # A source map is an address too; a browser's developer tools would ask for it.
    return _SOURCE_MAP.sub("", text).strip()


def leaflet() -> tuple[str, str]:
    """Return the version of Leaflet in the page and its licence text."""
    checksums, _ = _manifest()
    path = next(path for path in checksums if re.fullmatch(r"leaflet-[^/]+/LICENSE", path))
    return path.split("/")[0].removeprefix("leaflet-"), vendored(path)


@cache
def stylesheet(parts: tuple[str, ...] = STYLES) -> str:
    """Return the colours that all pages share and the styles of one, without the comments."""
    return "".join(part(name) for name in ("colours", *parts))


def part(name: str) -> str:
    """Return one part of a stylesheet, without the comments."""
    text = (_PAGE / "css" / f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/\n?", "", text, flags=re.DOTALL)


@cache
def script() -> str:
    """Return the page's modules as one script.

    The modules are ES modules for people and their tools; a browser refuses to import a module
    from disk, so here they are joined in one scope, without ``import`` and ``export`` and without
    the comments, which would be a third of it.
    """
    texts = [(_PAGE / "js" / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    joined = "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
    for pattern in (_BLOCK_COMMENT, _CAST, _LINE_COMMENT, _INDENT):
        joined = pattern.sub("", joined)
    body = re.sub(r"\n{2,}", "\n", joined).strip()
    return f'(function () {{\n"use strict";\n{body}\nwindow.geofinder = {{ start }};\n}})();'


def sha384(content: bytes) -> str:
    """Return the SHA-384 of ``content`` in base 64, as integrity attributes write it."""
    return base64.b64encode(hashlib.sha384(content).digest()).decode()


def sha256(text: str) -> str:
    """Return the SHA-256 of ``text`` in base 64, as a Content-Security-Policy writes it."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
