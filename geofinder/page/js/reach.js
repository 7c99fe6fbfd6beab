// Show on the map how far some minutes of driving reach, and say which schools that are.

import { el, link, list, name } from "./dom.js";
import { capital, plural } from "./text.js";
import { writeLabels } from "./labels.js";
import { coveredBoxes } from "./selection.js";
import { howMade } from "./routes.js";
import { section } from "./sections.js";
import { isInside } from "./ways.js";

/** @import { Area, Body, Box, Context, Pair, Place, ReachOnMap, School, Selection, State, Store } from "./types.d.ts" */

/** @type {Place[]} */
const MINUTES_PLACES = ["centre", "above", "below", "right", "left"];

/** @param {number[]} minutes */
function counted(minutes) {
  return `${minutes.slice(0, -1).join(", ")} and ${minutes[minutes.length - 1]} minutes`;
}

/**
 * Where a reach begins: a school, or the schools of a body.
 * @param {Context} context
 * @param {string} key
 * @returns {{title: string, from: School[]}|null}
 */
function startOf({ schools, bodies }, key) {
  const school = schools.find(({ urn }) => key === `school:${urn}`);
  if (school) return { title: school.name, from: [school] };
  const body = bodies.find((one) => one.key === key);
  return body ? { title: body.name, from: body.schools } : null;
}

/**
 * The other schools on the page inside each area, those of a smaller one not again.
 * @param {Context} context
 * @param {string} key
 */
function schoolsInReach(context, key) {
  const own = new Set(startOf(context, key)?.from);
  const seen = new Set();
  return (context.ways?.areas(key) ?? []).map((area) => {
    const inside = context.schools.filter((school) => !own.has(school) && isInside(area, school));
    const fresh = inside.filter((school) => !seen.has(school));
    for (const school of inside) seen.add(school);
    return { area, total: seen.size, fresh };
  });
}

/** @param {ReturnType<typeof schoolsInReach>} found */
function countsOf(found) {
  return found.map(({ area, total }) => `${area.minutes} minutes: ${plural(total, "other school")}`).join("; ");
}

/**
 * The part of a detail with the button that shows the areas, and what they hold in words.
 * @param {Context} context
 * @param {string} key
 * @param {string} [from]
 */
export function reachSection(context, key, from = "the hub") {
  const { ways, open } = context;
  const title = "How far by car";
  if (!ways) return section(title, el("p", {}, "How far 10, 15 and 20 minutes reach needs roads, and this run was given none."));
  if (!ways.keys.has(key)) return null;
  const found = schoolsInReach(context, key);
  const button = el(
    "button",
    { type: "button", class: "reach-button", "data-reach": key, "aria-pressed": "false", on: { click: () => context.showReach(key) } },
    `Show how far ${counted(ways.minutes)} reach`,
  );
  const bands = found.map(({ area, fresh }, i) =>
    el(
      "li",
      {},
      `${i ? `More within ${area.minutes} minutes` : `Within ${area.minutes} minutes`}: `,
      fresh.length ? list(fresh.map((school) => link(name(school.name), () => open("school", String(school.urn))))) : "none",
    ),
  );
  return section(
    title,
    button,
    el("p", {}, `By car from ${from}, outward, within ${countsOf(found)} on this map. Schools near an edge may be on either side of it.`),
    el("details", {}, el("summary", {}, "Which schools"), el("ul", {}, ...bands)),
    howMade(ways),
  );
}

/**
 * The same for an existing body, from whichever of its schools is nearest.
 * @param {Context} context
 * @param {Body} body
 */
export function bodyReach(context, body) {
  return reachSection(context, body.key, body.schools.length > 1 ? "the nearest of its schools" : "its school");
}

/**
 * The northern, southern and western end of an area's largest edge: its minutes stand there.
 * @param {Area} area
 * @returns {Pair[]}
 */
function endsOf({ edges }) {
  if (!edges.length) return [];
  const largest = edges.reduce((best, edge) => (edge.length > best.length ? edge : best));
  /** @param {(point: Pair) => number} measure */
  const end = (measure) => largest.reduce((best, point) => (measure(point) > measure(best) ? point : best));
  return [end(([lat]) => lat), end(([lat]) => -lat), end(([, lon]) => -lon)];
}

/**
 * The words under the map's areas, with the button that takes them away.
 * @param {Context} context
 * @param {string} key
 * @param {(event: Event) => void} hide
 */
function caption(context, key, hide) {
  const found = schoolsInReach(context, key);
  const start = startOf(context, key);
  const many = start && start.from.length > 1;
  return [
    el(
      "p",
      {},
      `${capital(counted(found.map(({ area }) => area.minutes)))} by car from ${many ? "the nearest school of " : ""}`,
      name(start?.title ?? ""),
      ", outward.",
      el("span", { class: "reach-counts" }, ` Within ${countsOf(found)} on this map. Near an edge a school may be on either side.`),
    ),
    el("button", { type: "button", class: "reach-hide", on: { click: hide } }, "Hide these areas"),
  ];
}

/**
 * Whether nothing but the areas on the map has changed.
 * @param {State} state
 * @param {Partial<State>} before
 */
export function isReachOnly(state, before) {
  const changed = /** @type {(keyof State)[]} */ (Object.keys(state)).filter((key) => state[key] !== before[key]);
  return changed.join() === "reach";
}

/**
 * Keep the areas of one key on the map.
 * @param {L.Map} map
 * @param {Context} context
 * @param {Store} store
 * @param {Selection} selection
 * @returns {ReachOnMap}
 */
export function makeReach(map, context, store, selection) {
  const layer = L.layerGroup().addTo(map);
  const words = el("div", { class: "reach-caption", hidden: true });
  L.DomEvent.disableClickPropagation(words);
  const Control = L.Control.extend({ onAdd: () => words });
  new Control({ position: "bottomleft" }).addTo(map);
  /** @type {Area[]} */
  let shown = [];
  let now = "";
  map.on("zoomstart", () => map.getPane("reachnames").replaceChildren());

  /** @param {string} key */
  function draw(key) {
    layer.clearLayers();
    shown = key && context.ways ? context.ways.areas(key) : [];
    // The largest first: what is within 10 minutes is within 20 too.
    for (const { minutes, edges } of [...shown].reverse()) {
      const place = shown.findIndex((area) => area.minutes === minutes) + 1;
      for (const className of ["reach-back", `reach reach-${place}`]) {
        L.polygon(edges, { pane: "reach", interactive: false, className, smoothFactor: 0.5, fillRule: "evenodd" }).addTo(layer);
      }
    }
    const corners = shown.flatMap(({ edges }) => edges.flat());
    selection.include(corners.length ? L.latLngBounds(corners) : null);
    words.hidden = !shown.length;
    words.replaceChildren(...(shown.length ? caption(context, key, (event) => hide(key, event)) : []));
  }

  /**
   * Take the areas away. Their own button goes with them: the focus needs another place, and the
   * map, which no longer finds the button, would take the press for one on itself.
   * @param {string} key
   * @param {Event} event
   */
  function hide(key, event) {
    event.stopPropagation();
    store.change({ reach: "" });
    const again = /** @type {HTMLElement|null} */ (document.querySelector(`#detail [data-reach="${CSS.escape(key)}"]`));
    (again ?? map.getContainer()).focus();
  }

  return {
    update(state) {
      for (const button of document.querySelectorAll(".reach-button")) {
        button.setAttribute("aria-pressed", String(button.getAttribute("data-reach") === state.reach));
      }
      if (state.reach === now) return;
      now = state.reach;
      draw(now);
      if (shown.length) selection.frame();
    },
    /** @param {Box[]} taken */
    write(taken) {
      const labels = shown.flatMap((area) =>
        endsOf(area).map(([lat, lon]) => ({ lat, lon, away: 2, at: MINUTES_PLACES, node: el("span", { class: "reach-minutes" }, `${area.minutes} min`) })),
      );
      if (labels.length) taken.push(...coveredBoxes(map));
      writeLabels(map, "reachnames", labels, taken, { inside: true });
      return taken;
    },
  };
}
