// Start the page: read the data, draw the map, fill the lists, follow the address.

import { byId, el, fill, name } from "./dom.js";
import { setEstimate } from "./text.js";
import { readBodies, readSchools } from "./schools.js";
import { addLocal, isGroup, isSchool, readGroups, readLeftOver, readPlan } from "./data.js";
import { readTravel } from "./travel.js";
import { makeLists } from "./lists.js";
import { knownOrders } from "./sorting.js";
import { makeStore, onlyListed, SELECTING, selecting, viewsOf } from "./state.js";
import { drawBackdrop } from "./backdrop.js";
import { drawSchools } from "./dots.js";
import { boundsOf, MARKS, markIcon, NOT_ASIDE, nudges, pixelsAside, placeOf } from "./markers.js";
import { makeSelection } from "./selection.js";
import { makePlanMap, planLegend } from "./planmap.js";
import { makeCompareBar, pickedOf } from "./compare.js";
import { isComparison } from "./comparing.js";
import { layerLegend, makeExistingLayer } from "./layer.js";
import { readWays } from "./ways.js";
import { routesLegend } from "./routes.js";
import { isReachOnly, makeReach } from "./reach.js";
import { listen, makePanel } from "./panel.js";
import { share } from "./sharing.js";
import { schoolLine } from "./cards.js";
import { readyPlan } from "./plan.js";
import { preparePrinting } from "./printing.js";

/** @import { Context, LeftOver, Listed, PageData, Pair, School, State } from "./types.d.ts" */

/** @returns {Omit<Context, "open"|"showReach"|"picked"|"pick"|"print"|"share">} */
function readContext() {
  /** @type {PageData} */
  const raw = JSON.parse(byId("geofinder-data").text);
  setEstimate(raw.about.estimate);
  const schools = readSchools(raw);
  const groups = readGroups(raw, schools);
  addLocal(raw, schools, groups);
  return {
    raw,
    words: raw.words,
    rules: raw.rules,
    schools,
    shared: nudges(schools),
    groups,
    bodies: readBodies(schools),
    leftOver: readLeftOver(raw, schools, groups),
    travel: readTravel(raw, groups),
    ways: readWays(raw.ways),
    plan: readPlan(raw, groups),
    views: viewsOf(raw.plan),
  };
}

const MOST_EMPTY = 3;

/** @param {L.LatLngBounds} bounds */
function extent(bounds) {
  const [east, north] = [bounds.getEast(), bounds.getNorth()];
  return (east - bounds.getWest()) * (north - bounds.getSouth());
}

/**
 * Show the area: its schools, the plan's, and its outline too unless that is mostly empty.
 * @param {L.Map} map
 * @param {Context} context
 * @param {L.FitBoundsOptions} [options]
 */
function home(map, { schools, plan }, options = {}) {
  const planned = new Set(plan ? plan.groups.flatMap((group) => group.members.map(({ school }) => school)) : []);
  const inside = schools.filter((school) => school.inArea || planned.has(school));
  const all = inside.length ? inside : schools;
  if (!all.length) return;
  const bounds = boundsOf(all);
  const whole = L.latLngBounds(bounds.getSouthWest(), bounds.getNorthEast());
  map.eachLayer((layer) => {
    if (layer.options.pane === "area" && layer instanceof L.FeatureGroup) whole.extend(layer.getBounds());
  });
  const shown = extent(whole) > MOST_EMPTY * extent(bounds) ? bounds : whole;
  map.fitBounds(shown, { padding: [12, 12], ...options });
}

/**
 * Keep the reader near the schools: there is nothing beyond them to see.
 * @param {L.Map} map
 * @param {School[]} schools
 */
function fence(map, schools) {
  if (!schools.length) return;
  const bounds = boundsOf(schools);
  map.setMaxBounds(bounds.pad(0.35));
  map.setMinZoom(Math.max(5, map.getBoundsZoom(bounds, false) - 1));
}

/** @param {Context} context */
function legend(context) {
  const used = new Set(context.schools.map((school) => school.phase));
  const rows = Object.keys(MARKS)
    .filter((phase) => used.has(phase))
    .map((phase) => el("li", {}, markIcon(phase), context.words.phases[phase][0]));
  if (context.schools.some((school) => !school.inArea)) {
    rows.push(el("li", {}, markIcon("primary", { hollow: true }), "Hollow: over the border"));
  }
  fill(byId("legend-list"), ...rows, ...(context.plan ? planLegend() : []), ...routesLegend(context.ways), ...layerLegend(context.bodies));
}

/**
 * @param {L.Map} map
 * @param {Context} context
 * @returns {(school: School|null, nudge?: Pair) => void}
 */
function hinter(map, context) {
  const tip = L.tooltip({ direction: "top", offset: [0, -8], opacity: 1 });
  return (school, nudge = NOT_ASIDE) => {
    if (!school) return void map.closeTooltip(tip);
    tip.options.offset = L.point(pixelsAside(map, nudge)).add([0, -8]);
    tip.setContent(el("div", {}, el("strong", {}, name(school.name)), el("br"), schoolLine(context, school)));
    tip.setLatLng([school.lat, school.lon]);
    map.openTooltip(tip);
  };
}

/**
 * A button on the map that shows the whole area again.
 * @param {L.Map} map
 * @param {Context} context
 */
function wholeAreaButton(map, context) {
  const Control = L.Control.extend({
    onAdd() {
      const press = () => home(map, context);
      const button = el("button", { type: "button", class: "whole-area", on: { click: press } }, "Whole area");
      L.DomEvent.disableClickPropagation(button);
      return button;
    },
  });
  new Control({ position: "topleft" }).addTo(map);
}

/**
 * Those of the schools left over that are on the page.
 * @param {LeftOver[]} rows
 */
function schoolsLeft(rows) {
  return rows.flatMap(({ school }) => school ?? []);
}

/**
 * The places of the schools that a view is about; null where it is about all.
 * @param {State} state
 * @param {Listed} shown
 */
export function focusSet(state, shown) {
  const narrowed = state.q || shown.chosen.length;
  if (state.view === "schools" && narrowed) {
    return new Set(shown.schools.map((school) => school.i));
  }
  if (state.view === "groups" && narrowed) {
    const members = shown.groups.flatMap((group) => group.members);
    return new Set(members.map((member) => member.school.i));
  }
  if (state.view === "existing") {
    return new Set(shown.existing.flatMap((body) => body.schools.map((school) => school.i)));
  }
  if (state.view === "plan") {
    const members = shown.plan.flatMap((group) => group.members);
    const left = schoolsLeft(shown.left);
    return new Set([...members.map(({ school }) => school), ...left].map(({ i }) => i));
  }
  if (state.view === "left") {
    return new Set(schoolsLeft(shown.left).map(({ i }) => i));
  }
  return null;
}

/**
 * Start everything. Folium's script calls this with the map, which has panes and outlines already.
 * @param {L.Map} map
 */
export function start(map) {
  const read = readContext();
  const { schools, raw } = read;
  /** @type {Context} */
  const context = {
    ...read,
    open: (key, id) => store.change(selecting(key, id)),
    showReach: (key) => store.change({ reach: store.get().reach === key ? "" : key }),
    picked: () => pickedOf(store.get()),
    pick: (id) => compareBar.toggle(id),
    print: () => print(),
    share,
  };
  const lists = makeLists(context);
  const known = { ...lists.filters.known, sort: knownOrders(), reach: read.ways?.keys ?? new Set() };
  const store = makeStore((state, before) => show(state, before), read.views, known);
  home(map, context, { animate: false });
  fence(map, schools);
  const writeBackdrop = drawBackdrop(map, schools, raw.backdrop);
  const marks = drawSchools(map, schools, context.shared, {
    pick: (school) => context.open("school", String(school.urn)),
    hint: hinter(map, context),
  });
  const selection = makeSelection(map, context, () => writeNames());
  wholeAreaButton(map, context);
  const planMap = makePlanMap(map, context.shared, (group) => context.open("group", group.id));
  const existing = makeExistingLayer(map, context, store);
  const reach = makeReach(map, context, store, selection);
  const writeNames = () => writeBackdrop(existing.write(planMap.write(reach.write(selection.write()))));
  map.on("moveend zoomend resize", writeNames);
  const panel = makePanel(context, store, lists);
  const compareBar = makeCompareBar(context, store, () => {
    // Beside the table the map is small: what the marks mean would cover half of it.
    if (document.documentElement.classList.contains("comparing")) byId("legend").open = false;
    map.invalidateSize({ animate: false, pan: false });
  });
  legend(context);
  byId("legend").open = window.innerWidth >= 1440;
  byId("legend").addEventListener("toggle", () => writeNames());
  byId("method").open = window.innerWidth >= 900;
  const whole = () => home(map, context, { animate: false });
  const print = preparePrinting(context, { map, marks, selection, writeNames, store, panel, whole });
  readyPlan(context);

  let focused = "";
  /**
   * @param {State} state
   * @param {Partial<State>} before
   */
  function show(state, before) {
    // Nothing else follows it, and its button keeps the focus.
    if (isReachOnly(state, before)) return reach.update(state);
    const shown = panel.update(state, before);
    compareBar.update(state);
    existing.update(state);
    const set = focusSet(state, shown);
    const key = set ? [...set].join(" ") : "";
    if (key !== focused) marks.focus(set);
    focused = key;
    overlay(state, shown);
    // Names are measured and placed anew, which takes longer than all of a search.
    if (!onlyListed(before, state)) writeNames();
    const changed = SELECTING.some((part) => state[part] !== before[part]);
    // What these two views draw lies all over the area, wherever the map was before.
    const arrived = before.view && before.view !== state.view && ["plan", "left"].includes(state.view);
    if (context.plan && arrived && !panel.selectedIn(state)) whole();
    if (changed) select(state);
    reach.update(state);
  }

  /**
   * The plan's groups are on the map in its own view, the schools left over there and in theirs.
   * @param {State} state
   * @param {Listed} shown
   */
  function overlay(state, shown) {
    const [onPlan, onLeft] = ["plan", "left"].map((view) => Boolean(context.plan) && state.view === view);
    const left = onPlan || onLeft ? schoolsLeft(shown.left) : [];
    planMap.fade(SELECTING.some((part) => state[part]));
    planMap.show(onPlan ? shown.plan : [], left);
    for (const key of document.querySelectorAll(".plan-key")) {
      key.toggleAttribute("hidden", !onPlan && !(onLeft && key.classList.contains("left-key")));
    }
    for (const key of document.querySelectorAll(".route-key")) key.toggleAttribute("hidden", !state.group);
  }

  /** @param {State} state */
  function select(state) {
    const item = panel.selectedIn(state);
    if (!item) return selection.none();
    if (isComparison(item)) selection.compared(item.compared);
    else if (isGroup(item)) selection.group(item);
    else if (isSchool(item)) selection.school(item);
    else selection.body(item);
    const near = isSchool(item) && map.getBounds().contains(placeOf(item)) && map.getZoom() >= 11;
    if (!near) selection.frame();
  }

  listen(store, context.views, lists);
  map.on("click", () => store.change(selecting("group", "")));
  show(store.get(), {});
  document.documentElement.dataset.ready = "yes";
}
