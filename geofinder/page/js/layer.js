// Draw every existing federation and trust on the map, under any view, as a layer of its own.

import { byId, el, name } from "./dom.js";
import { count } from "./text.js";
import { writeLabels } from "./labels.js";
import { placeOf, svgElement } from "./markers.js";
import { SELECTING } from "./state.js";
import { coveredBoxes, outline } from "./selection.js";
import { distances, inParts, spanningTree } from "./spanning.js";
import { makeDrawing, makeStrokesClass } from "./strokes.js";

/** @import { Body, BodyKind, Box, Child, Context, ExistingLayer, Place, State, Store } from "./types.d.ts" */

/** Schools nearer than this are drawn together; a line to one farther off is thin. */
const NEAR_M = 15_000;
/** A line that is longer would only cross the map. */
const FAR_M = 60_000;
/** Schools within so many metres of one another get an outline, others lines along a tree. */
const COMPACT_M = 7_000;
const BODY_CORNERS = 16;
/** Of the map in pixels for each name, so that a county's names do not hide it. */
const ROOM_FOR_NAME = 36_000;
/** Below it a country is seen: thin lines would cover it. */
const COUNTRY_ZOOM = 8;
/** @type {Place[]} */
const NAME_PLACES = ["above", "below", "right", "left"];
/** @type {[kind: BodyKind, told: string][]} */
const KINDS = [
  ["federation", "Federation: unbroken"],
  ["trust", "Multi-academy trust: dashes"],
  ["foundation", "Foundation trust: dots"],
];

/**
 * What is drawn of one body: outlines of its schools that are close together, lines between
 * others, thin ones to those far off; and where its name stands, at the top of its largest part.
 * @param {Body} body
 */
export function shapeOfBody(body) {
  const { schools } = body;
  const away = distances(schools);
  const tree = spanningTree(away);
  const parts = inParts(schools.length, tree.filter(({ metres }) => metres <= NEAR_M)).map((places) => {
    const compact = places.length > 1 && places.every((one) => places.every((other) => away[one][other] <= COMPACT_M));
    return { places, area: compact ? outline(places.map((place) => schools[place]), BODY_CORNERS) : null };
  });
  const inArea = new Set(parts.filter(({ area }) => area).flatMap(({ places }) => places));
  /** @param {typeof tree} edges */
  const drawn = (edges) => edges.map(({ from, to }) => [schools[from], schools[to]].map(placeOf));
  const largest = parts.reduce((best, part) => (part.places.length > best.places.length ? part : best));
  const corners = largest.area ?? largest.places.map((place) => placeOf(schools[place]));
  return {
    body,
    areas: parts.flatMap(({ area }) => (area ? [area] : [])),
    lines: drawn(tree.filter(({ metres, from }) => metres <= NEAR_M && !inArea.has(from))),
    far: drawn(tree.filter(({ metres }) => metres > NEAR_M && metres <= FAR_M)),
    top: corners.reduce((best, corner) => (corner[0] > best[0] ? corner : best)),
  };
}

/**
 * The bodies that the layer holds: those with two schools on the map.
 * @param {Body[]} bodies
 */
export function drawnBodies(bodies) {
  return bodies.filter(({ kind, schools }) => kind !== "single" && schools.length > 1);
}

/** @param {Body[]} bodies */
function largestFirst(bodies) {
  return [...bodies].sort((one, other) => other.schools.length - one.schools.length);
}

/** @param {BodyKind} kind */
function layerKey(kind) {
  const icon = svgElement("svg", { class: "mark", viewBox: "0 0 18 18", "aria-hidden": "true" });
  icon.append(svgElement("path", { class: `existing existing-${kind}`, d: "M1 9H17" }));
  return icon;
}

/**
 * What the legend says of the layer.
 * @param {Body[]} bodies
 */
export function layerLegend(bodies) {
  const drawn = new Set(drawnBodies(bodies).map(({ kind }) => kind));
  /** @type {Child[][]} */
  const rows = KINDS.filter(([kind]) => drawn.has(kind)).map(([kind, told]) => [layerKey(kind), told]);
  if (rows.length) rows.push(["", "More names appear nearer; press one to open it. A thin line leads to a school farther off."]);
  return rows.map((row) => el("li", { class: "layer-key", hidden: true }, ...row));
}

/**
 * The button on the map that shows the layer and hides it.
 * @param {L.Map} map
 * @param {Store} store
 */
function layerButton(map, store) {
  const button = el(
    "button",
    {
      type: "button",
      class: "whole-area layer-button",
      "aria-pressed": "false",
      "aria-label": "Existing federations and trusts on the map",
      title: "Existing federations and trusts",
      on: { click: () => store.change({ layer: store.get().layer ? "" : "existing" }) },
    },
    "Existing",
  );
  L.DomEvent.disableClickPropagation(button);
  const Control = L.Control.extend({ onAdd: () => button });
  new Control({ position: "topleft" }).addTo(map);
  return button;
}

/**
 * Keep the layer.
 * @param {L.Map} map
 * @param {Context} context
 * @param {Store} store
 * @returns {ExistingLayer}
 */
export function makeExistingLayer(map, context, store) {
  const bodies = drawnBodies(context.bodies);
  const button = bodies.length ? layerButton(map, store) : null;
  const Lines = makeStrokesClass();
  const layer = L.layerGroup().addTo(map);
  /** @type {ReturnType<typeof shapeOfBody>[]} */
  let shapes = [];
  let shown = false;
  let quiet = false;
  const pane = map.getPane("existing");
  const settle = () => pane.classList.toggle("country", map.getZoom() < COUNTRY_ZOOM);
  map.on("zoomend", settle);
  map.on("zoomstart", () => map.getPane("bodies").replaceChildren());

  /** All of a kind in one path, however many: a country has thousands. */
  function draw() {
    if (!shapes.length) shapes = largestFirst(bodies).map(shapeOfBody);
    const options = { pane: "existing", interactive: false };
    for (const [kind] of KINDS) {
      const of = shapes.filter(({ body }) => body.kind === kind);
      const areas = of.flatMap((shape) => shape.areas);
      const lines = of.flatMap((shape) => shape.lines);
      const far = of.flatMap((shape) => shape.far);
      const [outlines, near] = [makeDrawing(areas, { closed: true }), makeDrawing(lines)];
      const look = `existing existing-${kind}`;
      for (const className of ["existing-back", look]) {
        if (areas.length) new Lines(outlines, { ...options, className: `${className} area` }).addTo(layer);
        if (lines.length) new Lines(near, { ...options, className }).addTo(layer);
      }
      if (far.length) new Lines(makeDrawing(far), { ...options, className: `${look} far` }).addTo(layer);
    }
    settle();
  }

  /** @param {State} state */
  function update(state) {
    quiet = SELECTING.some((key) => state[key]);
    pane.classList.toggle("faint", quiet);
    const wanted = state.layer === "existing" && bodies.length > 0;
    button?.setAttribute("aria-pressed", String(wanted));
    if (wanted === shown) return;
    shown = wanted;
    layer.clearLayers();
    if (shown) draw();
    for (const key of byId("legend-list").querySelectorAll(".layer-key")) key.toggleAttribute("hidden", !shown);
  }

  /**
   * Write the names that can be seen, none of them in a box that is taken.
   * @param {Box[]} taken
   */
  function write(taken) {
    const view = map.getBounds();
    const inView = shown && !quiet ? shapes.filter(({ top }) => view.contains(top)) : [];
    const { x, y } = map.getSize();
    const most = Math.max(2, Math.floor((x * y) / ROOM_FOR_NAME));
    const labels = inView.slice(0, most).map(({ body, top }) => ({
      lat: top[0],
      lon: top[1],
      node: bodyName(body),
      away: 2,
      at: NAME_PLACES,
    }));
    if (labels.length) taken.push(...coveredBoxes(map));
    writeLabels(map, "bodies", labels, taken, { inside: true });
    return taken;
  }

  /** @param {Body} body */
  function bodyName(body) {
    const title = `${body.name}: ${count(body.schools.length)} schools on this map`;
    const node = el("span", { class: `body-name body-${body.kind}`, title, on: { click: () => context.open("body", body.key) } }, name(body.name));
    L.DomEvent.disableClickPropagation(node);
    return node;
  }

  return { update, write };
}
