"""Go through all that a map page of the hostile county shows, and return its texts."""

from geofinder.result import RunResult
from tests.page.hostile import EACH, WAYS, Set, tidied
from tests.page.watching import Watched

LABELS = [way.inside for way in WAYS.values() if way.at == "map"]

# Goes from address to address, prints where it should, and returns the texts of each.
WALK = """async ([steps, labels]) => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const texts = (selector) => all(selector).map((one) => one.textContent);
  const told = {};
  const names = Object.fromEntries(labels.map((label) => [label, []]));
  for (const { key, address, parts, print, place } of steps) {
    if (location.hash !== `#${address}`) {
      await new Promise((done) => {
        addEventListener("hashchange", done, { once: true });
        location.hash = address;
      });
    }
    told[key] = Object.fromEntries(parts.map((part) => [part, texts(part).join("\\n")]));
    if (print) {
      dispatchEvent(new Event("beforeprint"));
      told[key].print = texts("#print-head, #print-sheet").join("\\n");
      dispatchEvent(new Event("afterprint"));
    }
    for (const zoom of place ? [9.5, 13] : []) {
      map_geofinder.setView(place, zoom, { animate: false });
      for (const label of labels) names[label].push(...texts(`.leaflet-map-pane ${label}`));
    }
    if (place) {
      // What is under the mouse is known once the map is drawn.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const { left, top } = map_geofinder.getContainer().getBoundingClientRect();
      const { x, y } = map_geofinder.latLngToContainerPoint(place);
      const at = { bubbles: true, clientX: left + x, clientY: top + y };
      const canvas = document.querySelector(".leaflet-schools-pane canvas");
      canvas.dispatchEvent(new MouseEvent("mousemove", at));
      told[key].hint = texts(".leaflet-tooltip strong").join("\\n");
    }
  }
  return [told, names];
}"""


def step(key: str, address: str, *parts: str, **more: object) -> dict[str, object]:
    return {"key": key, "address": address, "parts": parts, **more}


def steps_of(one: Set, county: RunResult) -> list[dict[str, object]]:
    """Return the addresses that show a set's schools, its bodies and a group of its."""
    places = county.schools.set_index("urn").geometry.to_crs("EPSG:4326")
    first = places[one.urn(0)]
    of_set = county.members["urn"].isin([one.urn(number) for number in range(EACH)])
    group = county.members.loc[of_set, "group_id"].iloc[0]
    key = str(one.place)
    facts = ("#detail-heading", ".facts")
    return [
        step(f"first {key}", f"school={one.urn(0)}", *facts, print=True, place=[first.y, first.x]),
        step(f"third {key}", f"school={one.urn(2)}", *facts),
        step(f"fifth {key}", f"school={one.urn(4)}", *facts),
        *(
            step(f"{kind} {key}", f"view=existing&layer=existing&body={kind}%3A{quoted(one, kind)}",
                 "#detail-heading", print=True)
            for kind in ("federation", "trust", "foundation")
        ),
        step(f"group {key}", f"group={group}&reach=federation%3A{quoted(one, 'federation')}",
             "#detail", ".reach-caption", print=True),
    ]  # fmt: skip


def quoted(one: Set, kind: str) -> str:
    """Return a body's id as an address holds it."""
    return "".join(f"%{byte:02x}" for byte in tidied(one.text(f"{kind} id")).encode())


def walk(watched: Watched, county: RunResult, sets: list[Set]) -> tuple[dict, dict]:
    """Go through everything that a page can show of some sets; return its texts."""
    deciding = county.verdicts.query("form == 'collaboration'")["group_id"].iloc[0]
    three = ",".join(county.candidates["group_id"].head(3))
    steps = [step for one in sets for step in steps_of(one, county)]
    steps += [
        step("rules", f"group={deciding}", ".verdict"),
        step("compare", f"compare={three}", "#detail", print=True),
        step("plan", "view=plan", "#plan", "#list", print=True),
        *(
            step(view, f"view={view}", "#list")
            for view in ("groups", "schools", "existing", "left")
        ),
        step("about", "view=about", "#about"),
    ]
    return watched.page.evaluate(WALK, [steps, LABELS])


def shown_at(way: str, one: Set, told: dict) -> str:
    """Return the text of the place where what came by a way has to be read."""
    at, inside = WAYS[way].at, WAYS[way].inside
    if at == "group":
        return told["rules"][inside]
    return told["about" if at == "about" else f"{at} {one.place}"][inside]
