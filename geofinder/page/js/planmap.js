// Draw the groups of the plan together, each with its number, and mark the schools left over.

import { el } from "./dom.js";
import { writeLabels } from "./labels.js";
import { NOT_ASIDE, pixelsAside, placeOf, radiusAt, svgElement } from "./markers.js";
import { coveredBoxes, outline } from "./selection.js";
import { makeDrawing, makeStrokesClass } from "./strokes.js";

/** @import { Box, Frames, FramesClass, Group, Pair, Place, PlannedGroup, School, Shared } from "./types.d.ts" */

const CORNERS_EACH = 12;
// Of a country's thousands each is a few pixels: plainer outlines, and numbers only nearer.
const CORNERS_OF_MANY = 8;
const MANY = 500;
const MOST_NUMBERS = 300;
const FRAME_ROOM = 3.5;
/** @type {Place[]} */
const NUMBER_PLACES = ["above", "right", "left", "below"];

/**
 * The outline of a group of the plan, and where its number stands: at its top.
 * @param {PlannedGroup} group
 * @param {boolean} many
 */
function shapeOf(group, many) {
  const corners = outline(
    group.members.map(({ school }) => school),
    many ? CORNERS_OF_MANY : CORNERS_EACH,
  );
  const top = corners.reduce((best, corner) => (corner[0] > best[0] ? corner : best));
  return { group, corners, top };
}

/**
 * A layer of square frames around schools: one path for all of them, however many.
 * A square tells a school left over from the round rings of members, without any colour.
 * @param {(school: School) => Pair} nudgeOf
 * @returns {FramesClass}
 */
function makeFramesClass(nudgeOf) {
  return L.Path.extend({
    /**
     * @this {Frames}
     * @param {School[]} schools
     * @param {L.PathOptions} options
     */
    initialize(schools, options) {
      L.setOptions(this, options);
      this._schools = schools;
    },
    /** @this {Frames} */
    _reset() {
      this._project();
      this._update();
    },
    /** @this {Frames} */
    _project() {
      this._points = this._schools.map((school) =>
        this._map
          .latLngToLayerPoint([school.lat, school.lon])
          .add(pixelsAside(this._map, nudgeOf(school))),
      );
    },
    /** @this {Frames} */
    _update() {
      const reach = radiusAt(this._map.getZoom()) + FRAME_ROOM;
      const side = 2 * reach;
      /** @param {L.Point} point */
      const square = ({ x, y }) => `M${x - reach} ${y - reach}h${side}v${side}h${-side}z`;
      this._renderer._setPath(this, this._points.map(square).join("") || "M0 0");
    },
  });
}

/** @param {...SVGElement} shapes */
function keyIcon(...shapes) {
  const icon = svgElement("svg", { class: "mark", viewBox: "0 0 18 18", "aria-hidden": "true" });
  icon.append(...shapes);
  return icon;
}

/** What the legend says of the plan's own marks. */
export function planLegend() {
  const group = keyIcon(
    svgElement("ellipse", { class: "plan-hull", cx: 9, cy: 9, rx: 8, ry: 5.5 }),
    svgElement("path", { class: "plan-spoke", d: "M4.5 10L13.5 8" }),
  );
  const left = keyIcon(svgElement("rect", { class: "left-frame", x: 3, y: 3, width: 12, height: 12 }));
  return [
    el("li", { class: "plan-key" }, group, "Group of the plan: its number in the list, if near enough, and lines to its hub"),
    el("li", { class: "plan-key left-key" }, left, "Square: left over, in no group of the plan"),
  ];
}

/**
 * Keep the plan on the map.
 * @param {L.Map} map
 * @param {Shared} shared schools that share a place
 * @param {(group: Group) => void} pick what pressing a group's number does
 */
export function makePlanMap(map, shared, pick) {
  const Frames = makeFramesClass((school) => shared.get(school.i)?.by || NOT_ASIDE);
  const Lines = makeStrokesClass();
  const layer = L.layerGroup().addTo(map);
  /** @type {Map<number, ReturnType<typeof shapeOf>>} */
  const shapes = new Map();
  /** @type {ReturnType<typeof shapeOf>[]} */
  let shown = [];
  let key = "";
  let quiet = false;
  map.on("zoomstart", () => map.getPane("numbers").replaceChildren());

  /**
   * @param {PlannedGroup[]} groups
   * @param {School[]} left
   */
  function draw(groups, left) {
    layer.clearLayers();
    shown = groups.map((group) => {
      const shape = shapes.get(group.i) ?? shapeOf(group, groups.length > MANY);
      shapes.set(group.i, shape);
      return shape;
    });
    const options = { pane: "plan", interactive: false };
    if (shown.length) {
      const areas = shown.map(({ corners }) => corners);
      // Where two groups' outlines cross, both stay filled.
      const hulls = makeDrawing(areas, { closed: true });
      new Lines(hulls, { ...options, className: "plan-hull", fill: true, fillRule: "nonzero" }).addTo(layer);
      const lines = groups.flatMap((group) =>
        group.members
          .filter(({ school }) => school !== group.hub)
          .map(({ school }) => [group.hub, school].map(placeOf)),
      );
      const spokes = makeDrawing(lines);
      for (const className of ["plan-spoke-back", "plan-spoke"]) {
        new Lines(spokes, { ...options, className }).addTo(layer);
      }
    }
    if (left.length) new Frames(left, { ...options, className: "left-frame", fill: false }).addTo(layer);
  }

  return {
    /**
     * Show these groups and mark these schools; nothing is drawn anew where nothing changed.
     * @param {PlannedGroup[]} groups
     * @param {School[]} left
     */
    show(groups, left) {
      const now = `${groups.map(({ i }) => i)};${left.map(({ i }) => i)}`;
      if (now === key) return false;
      key = now;
      draw(groups, left);
      return true;
    },
    /**
     * While something is selected, the plan stays behind it, faint and without numbers.
     * @param {boolean} yes
     */
    fade(yes) {
      quiet = yes;
      map.getPane("plan").classList.toggle("faint", yes);
    },
    /**
     * Write the numbers that can be seen, none of them in a box that is taken.
     * @param {Box[]} taken
     */
    write(taken) {
      const view = map.getBounds();
      const inView = quiet ? [] : shown.filter(({ top }) => view.contains(top));
      const near = inView.length <= MOST_NUMBERS ? inView : [];
      const labels = near.map(({ group, top }) => {
        const node = el("span", { class: "plan-number", on: { click: () => pick(group) } }, group.planned.number);
        L.DomEvent.disableClickPropagation(node);
        return { lat: top[0], lon: top[1], node, away: 1, at: NUMBER_PLACES };
      });
      if (labels.length) taken.push(...coveredBoxes(map));
      writeLabels(map, "numbers", labels, taken, { inside: true });
      return taken;
    },
  };
}
