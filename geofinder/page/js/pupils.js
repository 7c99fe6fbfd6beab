// Draw a group's pupils now and in the years for which local data has forecasts.

import { el } from "./dom.js";
import { count, plural } from "./text.js";
import { svgElement } from "./markers.js";

/** @import { Group } from "./types.d.ts" */
/** @typedef {{years: number, pupils: number|null, given: number|null}} Then  `given`: schools with a forecast */

const BAR = { apart: 62, wide: 38, high: 70, top: 18, gap: 8 };

/**
 * Now first, then each year of the forecasts.
 * @param {Group} group
 * @returns {Then[]}
 */
function pupilsThen(group) {
  return [{ years: 0, pupils: group.pupils, given: null }, ...group.ahead];
}

/** @param {number} years */
function whenWords(years) {
  return years ? `in ${plural(years, "year")}` : "now";
}

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function chartText(text, x, y) {
  const node = svgElement("text", { x, y, "text-anchor": "middle" });
  node.textContent = text;
  return node;
}

/**
 * A bar with its figure, or a dashed gap where nothing is known.
 * @param {Then} then
 * @param {number} place
 * @param {number} most
 */
function pupilsBar({ years, pupils }, place, most) {
  const { apart, wide, high, top, gap } = BAR;
  const x = place * apart + apart / 2;
  const tall = pupils === null ? gap : (pupils / most) * high;
  const y = top + high - tall;
  const look = pupils === null ? "gap" : years ? "later" : "now";
  return [
    svgElement("rect", { class: `pupils-${look}`, x: x - wide / 2, y, width: wide, height: tall }),
    chartText(pupils === null ? "not known" : count(pupils), x, y - 5),
    chartText(years ? plural(years, "year") : "now", x, top + high + 14),
  ];
}

/** @param {Then[]} all */
function pupilsBars(all) {
  const { apart, high, top } = BAR;
  const width = all.length * apart;
  const base = top + high;
  const most = Math.max(1, ...all.map(({ pupils }) => pupils ?? 0));
  // The table beside it says the same to who cannot see it.
  const svg = svgElement("svg", { class: "pupils-chart", viewBox: `0 0 ${width} ${base + 20}`, width, height: base + 20, "aria-hidden": "true" });
  svg.append(...all.flatMap((then, place) => pupilsBar(then, place, most)));
  svg.append(svgElement("path", { class: "pupils-base", d: `M0 ${base}H${width}` }));
  return svg;
}

/**
 * @param {Group} group
 * @param {Then[]} all
 */
function pupilsTable(group, all) {
  /** @param {number|null} given */
  const source = (given) => (given === null ? "the register" : `forecasts of ${count(given)} of ${plural(group.members.length, "school")}`);
  const rows = all.map(({ years, pupils, given }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, whenWords(years)),
      el("td", {}, pupils === null ? "not known" : count(pupils)),
      el("td", {}, source(given)),
    ),
  );
  const heads = ["When", "Pupils together", "From"].map((head) => el("th", { scope: "col" }, head));
  return el(
    "table",
    { class: "pupils-table" },
    el("caption", {}, "Local forecasts, added up. Not known: a school has no forecast, which is not zero."),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
}

/**
 * A group's pupils as a picture and as a table; null without forecasts.
 * @param {Group} group
 */
export function pupilsChart(group) {
  if (!group.ahead.length) return null;
  const all = pupilsThen(group);
  return el("div", { class: "pupils" }, pupilsBars(all), pupilsTable(group, all));
}
