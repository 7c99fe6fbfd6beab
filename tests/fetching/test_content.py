"""What comes is what it should be, or it replaces nothing."""

import hashlib
import io
import json
import struct
import zipfile
import zlib

import pytest

from geofinder.boundaries import read_boundaries
from geofinder.errors import FetchError
from geofinder.fetching import fetch
from geofinder.fetching.checking_pbf import check_pbf
from geofinder.fetching.trouble import RefusedError
from geofinder.gias import read_register
from tests.fetching.conftest import register
from tests.fetching.server import Reply, file_of
from tests.gias.registers import published, school

SQUARE = [[[0.0, 51.0], [0.1, 51.0], [0.1, 51.1], [0.0, 51.0]]]


def gives(server, content):
    server.behave = lambda asked: file_of(asked, content)


def refuses(server, source, fetcher, content, why):
    gives(server, content)
    with pytest.raises(FetchError, match=why) as told:
        fetch(source, fetcher)
    assert fetcher.shelf.kept(source.key) is None
    assert not str(told.value).count("\x1b")
    left = [path.name for path in (fetcher.shelf.folder / source.key).iterdir()]
    assert left in ([".lock"], [])


def zipped(*entries, packing=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<!DOCTYPE html><title>Sorry</title>", "a web page instead"),
        (b"\xef\xbb\xbf\r\n  <html>", "a web page instead"),
        (b"<?xml version='1.0'?><Error><Code>BlobNotFound</Code></Error>", "a web page instead"),
        (b"", "an empty file"),
        (b"\r\n", "lacks the columns URN, EstablishmentName"),
        (b"Not Found", "lacks the columns URN, EstablishmentName"),
        (
            b"URN,Name\r\n1,a\r\n",
            "lacks the column EstablishmentName.*first columns are: URN, Name",
        ),
        (b"\x1b[2J,\x07\r\n1,a\r\n", "lacks the columns"),
        (register(0), "has 0 rows, and the whole file at least 1"),
        (register().decode("cp1252").encode("utf-16"), "zero bytes"),
        (register() + b"\0" * 10, "zero bytes"),
        (register() + b'1,"' + b"x" * 200_000, "not a well-formed CSV"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "zero bytes"),
    ],
)
def test_what_is_no_register_is_refused(server, book, fetcher, content, why):
    refuses(server, book.gias, fetcher, content, why)


def test_a_web_page_in_the_place_of_one_day_does_not_hide_the_day_before(server, book, fetcher):
    server.behave = lambda asked: (
        Reply(200, b"<html>") if "20261122" in asked.path else file_of(asked, register())
    )
    assert fetch(book.gias, fetcher).kept.facts["date"] == "2026-11-21"


def test_a_register_with_far_too_few_rows_is_refused(server, book, fetcher):
    whole = book.gias.model_copy(update={"fewest": 20_000})
    refuses(server, whole, fetcher, register(19_999), "19,999 rows.*at least 20,000")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("told", ["utf-8", "iso-8859-5", "nonsense"])
def test_the_charset_that_the_server_tells_changes_no_byte(server, book, fetcher, encoding, told):
    content = published([school(EstablishmentName="St Peter’s École")]).encode(encoding)
    server.behave = lambda _: Reply(200, content, {"Content-Type": f"text/csv; charset={told}"})
    kept = fetch(book.gias, fetcher).kept
    assert kept.path.read_bytes() == content
    assert read_register([kept.path]).schools["name"].tolist() == ["St Peter’s École"]


def test_the_csv_is_taken_out_of_its_zip(server, book, fetcher):
    gives(server, zipped(("results/", ""), ("results/other name.CSV", register())))
    kept = fetch(book.gias, fetcher).kept
    assert kept.path.name == "edubasealldata20261122.csv"
    assert kept.path.read_bytes() == register()


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "a/../../a.csv",
        "/etc/a.csv",
        "..\\a.csv",
        "C:\\a.csv",
        "C:a.csv",
        "\\\\h\\s\\a.csv",
    ],
)
def test_a_zip_with_names_that_lead_out_is_refused(server, book, fetcher, tmp_path, name):
    before = sorted(tmp_path.iterdir())
    refuses(server, book.gias, fetcher, zipped((name, register())), "names that lead out")
    assert sorted(path for path in tmp_path.iterdir() if path.name != "fetched") == before


def test_a_name_that_leads_out_beside_a_good_one_is_refused(server, book, fetcher):
    content = zipped(("a.csv", register()), ("../../.bashrc", "echo"))
    refuses(server, book.gias, fetcher, content, r"lead out of its folder: \.\./\.\./\.bashrc")


def test_a_zip_bomb_is_stopped_when_the_limit_is_reached(server, book, fetcher):
    bomb = zipped(("a.csv", b"URN,EstablishmentName\r\n" + b"1,a\r\n" * 4_000_000))
    assert len(bomb) < 100_000
    small = book.gias.model_copy(update={"largest_mb": 1.0})
    refuses(server, small, fetcher, bomb, r"more than the limit of 1\.0 MB comes out of the zip")


def test_a_zip_that_lies_about_the_size_of_its_content_is_refused(server, book, fetcher):
    content = bytearray(zipped(("a.csv", register(500))))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 100)
    refuses(server, book.gias, fetcher, bytes(content), "broken or cut short|middle of a row")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (zipped(("a.csv", register()), ("b.csv", register())), "should hold one CSV and holds 2"),
        (zipped(("readme.txt", "hello")), "should hold one CSV and holds 0"),
        (zipped(), "should hold one CSV and holds 0: nothing"),
        (zipped(*((f"{n}.txt", "") for n in range(101))), "holds 101 files"),
        (zipped(("a.csv", register(500)))[:-100], "broken or cut short"),
        (b"PK\x03\x04" + b"\0" * 50, "broken or cut short"),
        (zipped(("a.csv", "<html>")), "lacks the columns"),
        (zipped(("a.csv", zipped(("a.csv", register())))), "zero bytes"),
    ],
    ids=["two", "none", "nothing", "many", "cut", "header", "page", "nested"],
)
def test_a_zip_that_is_not_one_csv_is_refused(server, book, fetcher, content, why):
    refuses(server, book.gias, fetcher, content, why)


def test_a_zip_with_a_damaged_content_is_refused(server, book, fetcher):
    content = bytearray(zipped(("a.csv", register(500)), packing=zipfile.ZIP_STORED))
    content[len(content) // 2] ^= 0xFF
    refuses(server, book.gias, fetcher, bytes(content), "broken or cut short")


def test_a_locked_zip_is_refused(server, book, fetcher):
    content = bytearray(zipped(("a.csv", register())))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    refuses(server, book.gias, fetcher, bytes(content), "locked with a password")


def _varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _counted(field, content):
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def block(kind, content, *, packed=True):
    body = (
        _varint(2 << 3) + _varint(len(content)) + _counted(3, zlib.compress(content))
        if packed
        else _counted(1, content)
    )
    header = _counted(1, kind) + _varint(3 << 3) + _varint(len(body))
    return len(header).to_bytes(4, "big") + header + body


SCHEMA = _counted(4, b"OsmSchema-V0.6") + _counted(4, b"DenseNodes")
STAMP = _varint(32 << 3) + _varint(1_795_219_200)  # 2026-11-21
EXTRACT = block(b"OSMHeader", SCHEMA + STAMP) + block(b"OSMData", b"nodes") * 3
ROADS = "/europe/united-kingdom/england/east-sussex-latest.osm.pbf"


@pytest.fixture
def roads(book):
    return book.roads.of_region("East Sussex")


def publishes(server, content, md5=None):
    def behave(asked):
        if asked.path == ROADS:
            return file_of(asked, content)
        return Reply(200, md5) if asked.path == f"{ROADS}.md5" and md5 is not None else Reply(404)

    server.behave = behave


def md5_line(content):
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return f"{digest}  east-sussex-261121.osm.pbf\n".encode()


@pytest.mark.parametrize("packed", [True, False])
def test_an_extract_is_kept_with_the_date_of_its_data(server, roads, fetcher, packed):
    extract = block(b"OSMHeader", SCHEMA + STAMP, packed=packed) + block(b"OSMData", b"nodes")
    publishes(server, extract)
    kept = fetch(roads, fetcher).kept
    assert kept.path.name == "east-sussex-latest.osm.pbf"
    assert kept.facts["date"] == "2026-11-21"
    assert "md5" not in kept.facts


def test_a_real_extract_is_taken(server, roads, fetcher, shared_data):
    content = (shared_data / "roads" / "rutland.osm.pbf").read_bytes()
    publishes(server, content, md5_line(content))
    facts = fetch(roads, fetcher).kept.facts
    assert facts["date"] == "2022-07-20"
    assert facts["md5"] == hashlib.md5(content, usedforsecurity=False).hexdigest()


def test_an_extract_of_another_checksum_is_refused(server, roads, fetcher):
    publishes(server, EXTRACT, md5_line(b"another"))
    with pytest.raises(FetchError, match=r"its checksum is .* and the published one"):
        fetch(roads, fetcher)
    assert fetcher.shelf.kept("roads-east-sussex") is None
    assert server.paths == [ROADS, f"{ROADS}.md5"] * 2


def test_an_extract_that_is_replaced_while_it_is_fetched_is_fetched_again(server, roads, fetcher):
    newer = EXTRACT + block(b"OSMData", b"more")

    def behave(asked):
        if asked.path == ROADS:
            old = asked.number == 0
            return file_of(asked, EXTRACT if old else newer, etag='"old"' if old else '"new"')
        return Reply(200, md5_line(newer))

    server.behave = behave
    assert fetch(roads, fetcher).kept.path.read_bytes() == newer


@pytest.mark.parametrize("page", [b"<html>no checksum</html>", b"", b"\xff" * 40])
def test_a_checksum_that_is_none_counts_as_unpublished(server, roads, fetcher, page):
    publishes(server, EXTRACT, page)
    assert "md5" not in fetch(roads, fetcher).kept.facts


@pytest.mark.parametrize(
    "content",
    [
        b"<html>Not found</html>",
        b"PK\x03\x04 a zip",
        b"\0\0\0\x0e" + b"\xff" * 40,
        b"\xff\xff\xff\xff",
        b"\0\0\0\0" * 10,
        block(b"OSMData", b"nodes") * 2,
        block(b"OSMHeader", b"") + block(b"OSMData", b"nodes"),
        block(b"OSMHeader", SCHEMA),
        EXTRACT[:-1],
        EXTRACT[:-40],
        EXTRACT + b"\0",
        EXTRACT + b"\0\0\0\x05ab",
        EXTRACT.replace(b"x\x9c", b"xx", 1),
    ],
)
def test_what_is_no_whole_extract_is_refused(server, roads, fetcher, content):
    publishes(server, content)
    with pytest.raises(FetchError, match=r"not the OpenStreetMap extract|web page|without data"):
        fetch(roads, fetcher)
    assert fetcher.shelf.kept("roads-east-sussex") is None


def test_every_cut_of_an_extract_but_between_blocks_is_noticed(roads, tmp_path):
    ends = {len(EXTRACT) - n * len(block(b"OSMData", b"nodes")) for n in range(3)}
    path = tmp_path / "cut.osm.pbf"
    for end in set(range(1, len(EXTRACT))) - ends:
        path.write_bytes(EXTRACT[:end])
        with pytest.raises(RefusedError):
            check_pbf(path, roads)


def outlines(*geometries, **more):
    features = [
        {"type": "Feature", "properties": {"LAD25CD": "E1", "LAD25NM": "Lewes"}, "geometry": g}
        for g in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def polygon(coordinates=SQUARE):
    return {"type": "Polygon", "coordinates": coordinates}


def test_outlines_are_kept_and_can_be_read(server, book, fetcher):
    gives(server, outlines(polygon(), {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}))
    kept = fetch(book.boundaries, fetcher).kept
    assert kept.path.name == "districts-2025-12.geojson"
    assert (kept.facts["date"], kept.facts["outlines"]) == ("2025-12", 2)
    assert read_boundaries(kept.path)["name"].tolist() == ["Lewes", "Lewes"]
    assert "where=LAD25CD%20LIKE" in server.paths[0]


@pytest.mark.parametrize(
    "missing",
    [
        b'{"error":{"code":400,"message":"Invalid URL"}}',
        outlines(polygon(), exceededTransferLimit=True),
        outlines(polygon(), properties={"exceededTransferLimit": True}),
        b"<html>",
        None,
    ],
)
def test_an_edition_that_is_not_there_whole_leaves_the_one_before(server, book, fetcher, missing):
    def behave(asked):
        if "2024" in asked.path:
            return file_of(asked, outlines(polygon()))
        return Reply(404) if missing is None else Reply(200, missing)

    server.behave = behave
    assert fetch(book.boundaries, fetcher).kept.facts["date"] == "2024-12"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (outlines(polygon())[:-3], "not GeoJSON"),
        (b"[1]", "JSON, but not GeoJSON"),
        (b"{}", "not a GeoJSON collection"),
        (b'{"type":"FeatureCollection","features":{}}', "not a GeoJSON collection"),
        (b"[" * 200_000, "not GeoJSON"),
        (outlines(), "0 outlines"),
        (outlines(None), "outline 1 .* not an area"),
        (
            outlines(polygon(), {"type": "Point", "coordinates": [0, 51]}),
            "outline 2 .* not an area",
        ),
        (outlines(polygon([])), "has no coordinates"),
        (outlines(polygon(7)), "has no coordinates"),
        (outlines({"type": "MultiPolygon", "coordinates": [7]}), "has no coordinates"),
        (outlines(polygon([[[0, 51]]])), "not degrees"),
        (outlines(polygon([[[547000, 107000]] * 4])), "not degrees"),
        (outlines(polygon([[["0", "51"]] * 4])), "not degrees"),
        (outlines(polygon([[[True, False]] * 4])), "not degrees"),
        (b'{"type":"FeatureCollection","features":[7]}', "not an area"),
        (outlines(polygon()).replace(b"51.0", b"NaN"), "NaN is not a number"),
        (outlines(polygon()).decode().encode("utf-16"), "not GeoJSON"),
        (b'{"error": "\\u001b[2J"}', "nothing usable"),
    ],
)
def test_what_are_no_outlines_is_refused(server, book, fetcher, content, why):
    refuses(server, book.boundaries, fetcher, content, why)
