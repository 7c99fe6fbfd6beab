// Print what is selected on one A4 page: map, minutes, members, verdicts.

import { byId, el, fill, name } from "./dom.js";
import { isGroup, verdictsOf } from "./data.js";
import { groupTitle, schoolLine, statusMark } from "./cards.js";
import { shortFacts } from "./details.js";
import { matrix } from "./matrix.js";
import { planSheet } from "./plan.js";
import { minutes } from "./text.js";

/** @import { Context, Group, Item, Marks, Panel, Selection, Store } from "./types.d.ts" */

const MOST_WITH_MATRIX = 10;
const MOST_NAMED_ROWS = 5;
const MAP_MM = { most: 105, least: 62, lessForEach: 9, withoutMatrix: 85, crowd: 20 };

/**
 * @param {Context} context
 * @param {Group} group
 */
function groupSheet(context, group) {
  const { words, raw, travel } = context;
  const rows = group.members.map(({ school, toHub }, order) =>
    el(
      "li",
      {},
      el("strong", {}, name(school.name)),
      ` \u00b7 ${schoolLine(context, school)}`,
      order ? ` \u00b7 ${minutes(toHub)} to the hub` : " \u00b7 hub",
    ),
  );
  const forms = verdictsOf(raw, group).map((verdict) =>
    el("li", {}, `${words.forms[verdict.form]}: `, statusMark(words, verdict.status), verdict.said.length ? `. ${verdict.said[0]}` : ""),
  );
  const size = group.members.length;
  // A table of thirty schools does not fit a page that people can read.
  const table = size <= MOST_WITH_MATRIX ? matrix(group, travel) : null;
  if (table && size > MOST_NAMED_ROWS) table.classList.add("numbers-only");
  return [
    el("p", {}, shortFacts(group)),
    el("h3", {}, "The schools, by their numbers on the map"),
    el("ol", { class: size > MOST_WITH_MATRIX ? "two-columns" : null }, ...rows),
    table,
    el("h3", {}, "What form could it take?"),
    el("ul", {}, ...forms),
  ];
}

/**
 * The printed map is lower where a group's list and table are longer.
 * @param {number} size
 */
function mapHeight(size) {
  if (size > MOST_WITH_MATRIX && size <= MAP_MM.crowd) return `${MAP_MM.withoutMatrix}mm`;
  const height = MAP_MM.most - MAP_MM.lessForEach * Math.max(0, size - 4);
  return `${Math.max(MAP_MM.least, height)}mm`;
}

/**
 * What is printed beside the map: its heading, what stands under it, how many members it lists.
 * @param {Context} context
 * @param {Item|undefined} item what is selected
 * @param {boolean} onPlan
 */
function printed(context, item, onPlan) {
  if (item && isGroup(item)) {
    return { heading: groupTitle(context, item), sheet: groupSheet(context, item), size: item.members.length };
  }
  if (item) return { heading: item.name, sheet: [], size: 0 };
  if (!onPlan) return { heading: null, sheet: [], size: 0 };
  return { heading: byId("plan-heading").textContent, sheet: planSheet(context), size: 0 };
}

/**
 * Fit the map to the printed page and back. Returns what the Print button does.
 * @param {Context} context
 * @param {{map: L.Map, marks: Marks, selection: Selection, writeNames: () => void, store: Store, panel: Panel, whole: () => void}} parts
 */
export function preparePrinting(context, { map, marks, selection, writeNames, store, panel, whole }) {
  /** @type {{centre: L.LatLng, zoom: number}|null} */
  let view = null;

  function size() {
    map.invalidateSize({ animate: false, pan: false });
  }

  function before() {
    if (view) return;
    view = { centre: map.getCenter(), zoom: map.getZoom() };
    document.documentElement.classList.add("printing");
    const state = store.get();
    const item = panel.selectedIn(state);
    const onPlan = !item && state.view === "plan";
    const { heading, sheet, size: members } = printed(context, item, onPlan);
    fill(byId("print-head"), heading ? el("h2", {}, el("bdi", {}, heading)) : null);
    fill(byId("print-sheet"), ...sheet);
    document.documentElement.classList.toggle("printing-plan", onPlan);
    document.documentElement.style.setProperty("--print-map", mapHeight(members));
    size();
    if (item) selection.frame({ animate: false, tight: true });
    else if (onPlan) whole();
    marks.drawForPrint();
    writeNames();
  }

  function after() {
    if (!view) return;
    document.documentElement.classList.remove("printing", "printing-plan");
    fill(byId("print-head"));
    fill(byId("print-sheet"));
    size();
    map.setView(view.centre, view.zoom, { animate: false });
    view = null;
    marks.clearPrint();
    marks.redraw();
  }

  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  return () => {
    before();
    // Two frames, so that the map has drawn itself at its new size.
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
  };
}
