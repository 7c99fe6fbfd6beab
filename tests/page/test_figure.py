"""Check what the page is made of: reproducible, checked, and without any address."""

import json
import re
from dataclasses import replace

import folium
import pytest

from geofinder.page import assets, render_page
from geofinder.page.figure import PageFigure, PageMap
from geofinder.page.payload import to_json

IMPORTS = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";', re.MULTILINE)
DEFINED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let) (\w+)", re.MULTILINE)
JS = sorted((assets._PAGE / "js").glob("*.js"))


def test_the_same_tables_in_another_order_give_the_same_bytes(madeshire):
    shuffled = replace(
        madeshire,
        **{
            name: getattr(madeshire, name).sample(frac=1, random_state=3).reset_index(drop=True)
            for name in (
                "schools",
                "travel",
                "candidates",
                "verdicts",
                "members",
                "left_over",
                "districts",
            )
        },
        rules=dict(reversed(madeshire.rules.items())),
    )
    assert render_page(shuffled) == render_page(madeshire)


def test_a_plan_whose_rows_stand_in_another_order_gives_the_same_bytes(planned):
    def other(table):
        return table.sample(frac=1, random_state=5).reset_index(drop=True)

    tables = {name: other(getattr(planned.planned, name)) for name in (
        "plan", "authorities", "limits", "alternatives",
    )}  # fmt: skip
    shuffled = replace(
        planned,
        planned=replace(planned.planned, **tables),
        left_over=other(planned.left_over),
        members=other(planned.members),
        candidates=other(planned.candidates),
    )
    assert render_page(shuffled) == render_page(planned)


def test_an_address_without_a_vendored_text_is_an_error_not_a_link():
    class Heavier(PageMap):
        default_js = [("new", "https://cdn.example.org/new.js")]  # noqa: RUF012 (folium's own)

    figure = PageFigure(title="", before="", after="", script="", styles=[])
    figure.add_child(Heavier(location=(51, 0), tiles=None))
    with pytest.raises(assets.AssetError, match=r"cdn\.example\.org/new\.js"):
        figure.render()


def test_a_script_or_style_that_came_in_a_text_is_not_among_those_that_the_policy_allows(
    browser, tmp_path
):
    bad = "<script>window.ran = true</script><style>body { display: none }</style>"
    html = PageFigure(title="", before=bad, after=bad, script="window.own = 1", styles=[]).render()
    path = tmp_path / "index.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    found = "[window.own, window.ran, getComputedStyle(document.body).display]"
    assert page.evaluate(found) == [1, None, "block"]
    page.close()


def test_folium_itself_would_bring_links_that_the_page_refuses():
    figure = PageFigure(title="", before="", after="", script="", styles=[])
    figure.add_child(folium.Map(location=(51, 0), tiles=None))
    with pytest.raises(assets.AssetError, match="from the network"):
        figure.render()


def test_a_changed_vendored_file_is_refused(monkeypatch):
    path = next(iter(assets._manifest()[0]))
    monkeypatch.setattr(assets, "_manifest", lambda: ({path: "0" * 64}, {}))
    assets.vendored.cache_clear()
    with pytest.raises(assets.AssetError, match="not the file that its checksum promises"):
        assets.vendored(path)
    monkeypatch.undo()
    assets.vendored.cache_clear()


def test_every_vendored_file_is_the_one_of_the_locked_package(root):
    lock = json.loads((root / "scripts" / "vendor" / "package-lock.json").read_text())["packages"]
    manifest = json.loads((assets._VENDOR / "manifest.json").read_text())["files"]
    for entry in manifest:
        name, version = entry["package"].split("@")
        assert lock[f"node_modules/{name}"]["version"] == version
        assert lock[f"node_modules/{name}"]["integrity"] == entry["package_integrity"]
        assert assets.vendored_bytes(entry["path"])


def test_the_page_links_to_nothing(madeshire):
    page = render_page(madeshire)
    assert not re.search(r"<(?:link|img|iframe|object|embed|base)\b", page)
    assert not re.search(r"\ssrc=", page.split("<script type=")[0])
    assert "sourceMappingURL" not in page


@pytest.mark.parametrize("path", JS, ids=lambda path: path.stem)
def test_our_script_writes_text_never_markup(path):
    text = path.read_text(encoding="utf-8")
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                 "new Function", "DOMParser", "createContextualFragment", "srcdoc"):  # fmt: skip
        assert sink not in text


def test_the_modules_are_joined_in_an_order_in_which_each_follows_what_it_imports():
    assert {path.stem for path in JS} == set(assets.MODULES)
    exported: dict[str, str] = {}
    for module in assets.MODULES:
        text = (assets._PAGE / "js" / f"{module}.js").read_text(encoding="utf-8")
        for names, origin in IMPORTS.findall(text):
            for name in filter(None, (part.strip() for part in names.split(","))):
                assert exported.get(name) == origin, f"{module} imports {name} from {origin}"
        for name in DEFINED.findall(text):
            assert name not in exported, f"{name}: {module}, {exported[name]}"
            exported[name] = module
    assert not re.search(r"^(?:import|export) ", assets.script(), re.MULTILINE)


@pytest.mark.parametrize("path", JS, ids=lambda path: path.stem)
def test_no_line_of_a_module_begins_with_a_block_comment_and_goes_on_with_code(path):
    # What strips the comments would take it for the first line of a block, and code with it.
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\S.*$", text, re.MULTILINE)


def test_data_cannot_end_its_script_element():
    hostile = "</script><!-- & \u2028\u2029 ü"
    text = to_json({"name": hostile})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["name"] == hostile
