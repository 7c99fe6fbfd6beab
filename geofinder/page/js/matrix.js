// Show the minutes between every two schools of a group, both ways.

import { el, name } from "./dom.js";
import { bareMinutes, estimateMark } from "./text.js";

/** @import { Group, Travel } from "./types.d.ts" */

/**
 * A table: from the school of the row to the school of the column.
 * @param {Group} group
 * @param {Travel} travel
 */
export function matrix(group, travel) {
  const schools = group.members.map((member) => member.school);
  let worst = -1;
  const cells = schools.map((from) => schools.map((to) => travel(from, to).min));
  for (const row of cells) for (const value of row) worst = Math.max(worst, value ?? -1);
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, "From \u2193 to \u2192"),
    ...schools.map((school, order) =>
      el("th", { scope: "col", title: school.name }, el("abbr", { title: school.name }, order + 1)),
    ),
  );
  const body = schools.map((from, row) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `${row + 1} `, name(from.name)),
      ...cells[row].map((value, column) => {
        if (row === column) return el("td", { class: "same" }, "\u2013");
        const longest = value !== null && value === worst;
        return el("td", { class: longest ? "longest" : null }, bareMinutes(value));
      }),
    ),
  );
  return el(
    "div",
    { class: "scroller", tabindex: "0", role: "region", "aria-label": "Table of minutes" },
    el(
      "table",
      { class: "matrix" },
      el("caption", {}, `Minutes by car${estimateMark()}; the longest is underlined`),
      el("thead", {}, head),
      el("tbody", {}, ...body),
    ),
  );
}
