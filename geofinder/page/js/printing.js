// Print what is selected on one A4 page: map, minutes, members, verdicts.

import { byId, el, fill } from "./dom.js";
import { isGroup, isSchool } from "./data.js";
import { groupTitle } from "./cards.js";
import { compareTable } from "./compare.js";
import { isComparison } from "./comparing.js";
import { planSheet } from "./plan.js";
import { bodySheet, groupSheet, schoolSheet } from "./sheets.js";

/** @import { Context, Item, Marks, Panel, Selection, Store } from "./types.d.ts" */

/** Between the page's margins, less what browsers round. */
const PAGE_MM = 270;
const MM_PER_PIXEL = 25.4 / 96;
/** How high a printed map may be; `fits` shares the page with what is printed under it. */
const MAPS = {
  group: { fits: true, most: 105, least: 50 },
  compared: { fits: false, most: 70, least: 70 },
  plan: { fits: false, most: 82, least: 82 },
  other: { fits: true, most: 200, least: 60 },
};

/**
 * What is printed beside the map: its heading, what stands under it, and how high the map may be.
 * @param {Context} context
 * @param {Item|undefined} item what is selected
 * @param {boolean} onPlan
 * @returns {{heading: string|null, sheet: (Node|null)[], map: keyof typeof MAPS}}
 */
function printed(context, item, onPlan) {
  if (item && isGroup(item)) return { heading: groupTitle(context, item), sheet: groupSheet(context, item), map: "group" };
  if (item && isComparison(item)) {
    const { compared } = item;
    const sheet = compared.length ? [compareTable(context, compared, true)] : [];
    return { heading: "Candidate groups side by side", sheet, map: "compared" };
  }
  if (item && isSchool(item)) return { heading: item.name, sheet: schoolSheet(context, item), map: "group" };
  if (item) return { heading: item.name, sheet: bodySheet(context, item), map: "group" };
  if (!onPlan) return { heading: null, sheet: [], map: "other" };
  return { heading: byId("plan-heading").textContent, sheet: planSheet(context), map: "plan" };
}

/**
 * How high the map may be: what the text above and below it leaves of one page. Where that is too
 * little the text is set smaller.
 * @param {keyof typeof MAPS} map
 */
function fitted(map) {
  const { fits, most, least } = MAPS[map];
  const sheet = byId("print-sheet");
  const text = [byId("print-head").parentElement, byId("legend"), document.querySelector(".credit"), sheet];
  const room = () => {
    const used = text.reduce((sum, node) => sum + (node?.getBoundingClientRect().height ?? 0), 0);
    return PAGE_MM - used * MM_PER_PIXEL;
  };
  sheet.classList.remove("dense");
  if (!fits) return most;
  if (room() < least) sheet.classList.add("dense");
  return Math.min(most, Math.max(least, room()));
}

/**
 * Fit the map to the printed page and back. Returns what the Print button does.
 * @param {Context} context
 * @param {{map: L.Map, marks: Marks, selection: Selection, writeNames: () => void, store: Store, panel: Panel, whole: () => void}} parts
 */
export function preparePrinting(context, { map, marks, selection, writeNames, store, panel, whole }) {
  /** @type {{centre: L.LatLng, zoom: number, least: number}|null} */
  let view = null;

  function size() {
    map.invalidateSize({ animate: false, pan: false });
  }

  function before() {
    if (view) return;
    view = { centre: map.getCenter(), zoom: map.getZoom(), least: map.getMinZoom() };
    document.documentElement.classList.add("printing");
    const state = store.get();
    const item = panel.selectedIn(state);
    const onPlan = !item && state.view === "plan";
    const { heading, sheet, map: kind } = printed(context, item, onPlan);
    fill(byId("print-head"), heading ? el("h2", {}, el("bdi", {}, heading)) : null);
    fill(byId("print-sheet"), ...sheet);
    document.documentElement.classList.toggle("printing-plan", onPlan);
    document.documentElement.style.setProperty("--print-map", `${fitted(kind)}mm`);
    size();
    // A printed map is lower than the window's: to show all of a tall county it goes farther out.
    map.setMinZoom(0);
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
    map.setMinZoom(view.least);
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
