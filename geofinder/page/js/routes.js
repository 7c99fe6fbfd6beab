// Draw a group's drives: along the roads where the page holds them, else as straight dashed lines.

import { el, name } from "./dom.js";
import { bareMinutes, minutes } from "./text.js";
import { placeOf, svgElement } from "./markers.js";

/** @import { Context, Group, Member, Pair, School, Travel, Wanted, Ways } from "./types.d.ts" */
/** @typedef {{ways: Ways|null, travel: Travel}} Known */

/**
 * The point half way along a line.
 * @param {Pair[]} line
 * @returns {Pair}
 */
export function middleOf(line) {
  const shrink = Math.cos((line[0][0] * Math.PI) / 180);
  const lengths = line.slice(1).map(([lat, lon], i) => Math.hypot(lat - line[i][0], (lon - line[i][1]) * shrink));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    if (left <= length && length > 0) {
      const [one, other] = [line[i], line[i + 1]];
      const share = left / length;
      return [one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share];
    }
    left -= length;
  }
  return line[0];
}

/**
 * "12 min (13 back)": to the hub, and back where that takes another time.
 * @param {Group} group
 * @param {Member} member
 * @param {Travel} travel
 */
function driveLabel({ hub }, { school, toHub }, travel) {
  const [there, back] = [travel(school, hub).min, travel(hub, school).min];
  if (there === null || back === null) return minutes(there ?? back ?? toHub);
  const same = bareMinutes(there) === bareMinutes(back);
  return same ? minutes(there) : `${minutes(there)} (${bareMinutes(back)} back)`;
}

/**
 * The drives between a member and the hub that the page holds, the slower way first.
 * @param {Group} group
 * @param {School} school
 * @param {Known} known
 */
function drivesOf({ hub }, school, { ways, travel }) {
  /** @type {[School, School][]} */
  const both = [[school, hub], [hub, school]];
  const found = both.map(([from, to]) => ({ line: ways?.route(from, to) ?? null, min: travel(from, to).min ?? 0 }));
  return found.flatMap(({ line, min }) => (line ? [{ line, min }] : [])).sort((one, other) => other.min - one.min);
}

/**
 * The longest drive of a group, if it is not to or from the hub and the page holds its route.
 * @param {Group} group
 * @param {Known} known
 */
function longestDrive({ hub, members }, { ways, travel }) {
  if (!ways) return null;
  const schools = members.map(({ school }) => school);
  const pairs = schools.flatMap((from) => schools.filter((to) => to !== from).map((to) => ({ from, to, min: travel(from, to).min ?? -1 })));
  const worst = pairs.reduce((best, pair) => (pair.min > best.min ? pair : best), pairs[0]);
  if (!worst || worst.from === hub || worst.to === hub) return null;
  const line = ways.route(worst.from, worst.to);
  return line && { ...worst, line };
}

/**
 * @param {Group} group
 * @returns {Member[]}
 */
function apartFromHub(group) {
  return group.members.slice(1).filter(({ toHub }) => toHub !== 0);
}

/**
 * Draw them. Returns the labels with the minutes.
 * @param {Group} group
 * @param {L.LayerGroup} layer
 * @param {Known} known
 * @returns {Wanted[]}
 */
export function drawDrives(group, layer, known) {
  /**
   * @param {Pair[]} line
   * @param {string} className
   */
  const draw = (line, className) => L.polyline(line, { pane: "outline", interactive: false, className, smoothFactor: 0.5 }).addTo(layer);
  /** @type {[line: Pair[], className: string][]} */
  const lines = [];
  /** @type {Wanted[]} */
  const labels = [];
  /**
   * @param {Pair} at
   * @param {string} text
   */
  const label = ([lat, lon], text) => labels.push({ lat, lon, make: () => el("span", { class: "spoke-minutes" }, text) });
  for (const member of apartFromHub(group)) {
    const [slower, other] = drivesOf(group, member.school, known);
    const straight = [group.hub, member.school].map(placeOf);
    if (slower) lines.push([slower.line, "route"]);
    else lines.push([straight, "spoke"]);
    if (other) lines.unshift([other.line, "route route-other"]);
    label(middleOf(slower?.line ?? straight), driveLabel(group, member, known.travel));
  }
  const longest = longestDrive(group, known);
  if (longest) {
    lines.unshift([longest.line, "route route-longest"]);
    label(middleOf(longest.line), `longest ${minutes(longest.min)}`);
  }
  for (const [line, className] of lines) if (className !== "route route-longest") draw(line, "spoke-back");
  for (const [line, className] of lines) draw(line, className);
  return labels;
}

/**
 * What the lines of a group on the map are, in words.
 * @param {Context} context
 * @param {Group} group
 */
export function linesNote(context, group) {
  const { ways } = context;
  const apart = apartFromHub(group);
  if (!apart.length) return null;
  if (!ways) return el("p", { class: "figures" }, "Lines on the map are straight and dashed: no roads were given.");
  const held = apart.map(({ school }) => drivesOf(group, school, context));
  const said = [];
  if (held.some((drives) => drives.length)) {
    said.push("Lines on the map follow the roads, the slower way of the two.");
    if (held.some((drives) => drives.length > 1)) said.push("Dotted is the other way, where it takes another road.");
  }
  if (!held.every((drives) => drives.length)) said.push("A straight dashed line stands for a drive whose route is not on this page.");
  const longest = longestDrive(group, context);
  const far = longest ? [" Dashes and dots: the longest drive, from ", name(longest.from.name), " to ", name(longest.to.name), `, ${minutes(longest.min)}.`] : [];
  return el("div", { class: "figures ways-note" }, el("p", {}, said.join(" "), ...far), howMade(ways));
}

/** @param {Ways} ways */
export function howMade(ways) {
  return el("details", {}, el("summary", {}, "How routes and areas are made"), el("p", {}, ways.sentence));
}

/**
 * What the legend says of lines to the hub.
 * @param {Ways|null} ways
 */
export function routesLegend(ways) {
  /**
   * @param {string} className
   * @param {string} told
   */
  const row = (className, told) => {
    const icon = svgElement("svg", { class: "mark", viewBox: "0 0 18 18", "aria-hidden": "true" });
    icon.append(svgElement("path", { class: className, d: "M1 12C6 2 11 16 17 6" }));
    return el("li", { class: "route-key", hidden: true }, icon, told);
  };
  if (!ways) return [row("key-spoke", "Straight dashed line to the hub: no roads given")];
  return [row("key-route", "Drive to the hub, along the roads"), row("key-route route-other", "The other way, where it differs")];
}
