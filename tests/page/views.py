"""Name the addresses of every view of a page, and ask of a view what holds in all of them."""

from functools import cache
from importlib.resources import files

from geofinder.result import RunResult
from tests.page.conftest import Opened

LISTS = ("plan", "groups", "schools", "existing", "left", "about")
"""The views of a page with a plan, in the order of its tabs."""

_AXE = """async rules => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  // The cards of a list are all alike: the first tell of the others.
  const where = { exclude: [".card:nth-child(n+5)", "#plan tr:nth-child(n+5)"] };
  const found = await axe.run(where, { resultTypes: ["violations"], ...only });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary: said }) => [id, html.slice(0, 160), said.slice(0, 300)]));
}"""


def roaded_group(result: RunResult) -> str:
    """Return the id of the best group whose hub has an area and whose members lie apart."""
    hubs = set(result.ways.isochrones["key"])
    apart = result.members.query("minutes_to_hub > 2")["group_id"].value_counts()
    ranked = result.candidates.sort_values("rank")
    return next(
        group_id
        for group_id, hub, size in zip(
            ranked["group_id"], ranked["hub_urn"], ranked["size"], strict=True
        )
        if f"school:{hub}" in hubs and apart.get(group_id, 0) == size - 1 and size > 2
    )


def addresses(result: RunResult) -> dict[str, str]:
    """Return an address, the part after the #, for each thing that a reader can have before them.

    The run needs a plan and ways.
    """
    group = roaded_group(result)
    hub = result.candidates.set_index("group_id").loc[group, "hub_urn"]
    most = result.members["urn"].value_counts().index[0]
    three = ",".join(result.candidates.sort_values("rank")["group_id"].head(3))
    federation = result.schools["federation_id"].dropna().iloc[0]
    return {
        **{view: f"view={view}" for view in LISTS},
        "filtered": "view=groups&pattern=rural-primaries&q=school&form=federation",
        "nothing found": "view=schools&q=zzzz",
        "picked": f"view=groups&pick={three}",
        "school": f"school={most}",
        "group": f"group={group}",
        "body": f"body=federation:{federation}",
        "comparison": f"compare={three}",
        "layer": "view=existing&layer=existing",
        "reach": f"group={group}&reach=school:{hub}",
        "of another run": "school=1",
    }


def everything(opened: Opened, result: RunResult) -> None:
    """Go through every view, press what can be pressed there, print and come back."""
    page = opened.page
    page.evaluate("window.print = () => {}")
    for view in LISTS:
        page.locator(f"#tab-{view}").click()
        for summary in page.locator("#panel summary:visible").all():
            summary.click()
    page.locator("#tab-groups").click()
    page.locator("#q").fill("</script><img src=x onerror=alert(1)>")
    page.locator("#q").fill("")
    page.locator("#sort").select_option(index=1)
    page.locator(".layer-button").click()
    page.locator(".whole-area").first.click()
    for address in addresses(result).values():
        opened.at(address)
        for button in ("#detail .print", ".reach-button", ".reach-hide", "#clear"):
            if page.locator(button).first.is_visible():
                page.locator(button).first.click()
        for event in ("beforeprint", "afterprint"):
            page.evaluate("name => window.dispatchEvent(new Event(name))", event)
    page.go_back()


@cache
def _axe_script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page, *, rules: tuple[str, ...] = ()) -> list[list[str]]:
    """Return what axe-core finds: rule, element, what is wrong. It is read in once a page."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_axe_script())
    return page.evaluate(_AXE, list(rules))
