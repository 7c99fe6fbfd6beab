// Bring the view of the plan to life: its table sorts, and it prints as tables of its own.

import { byId, el, name } from "./dom.js";
import { capital, count, minutes, plural, recorded } from "./text.js";
import { linked } from "./linking.js";
import { statusMark } from "./verdicts.js";

/** @import { Child, Context, Group, PlannedGroup } from "./types.d.ts" */

const MOST_PRINTED = 300;

/**
 * A cell's value for sorting: a number where it begins with one, else its text.
 * @param {{cells: ArrayLike<{textContent: string|null}>}} row
 * @param {number} column
 */
export function cellValue(row, column) {
  const text = row.cells[column].textContent ?? "";
  const number = parseFloat(text.replaceAll(",", ""));
  return Number.isNaN(number) ? text : number;
}

const SAYS_NOTHING = ["", "none", "not known", "not recorded", "no route known", "\u2013"];

/** @param {string|number} value */
function lateness(value) {
  if (typeof value === "number") return 0;
  return SAYS_NOTHING.includes(value.trim().toLowerCase()) ? 2 : 1;
}

/**
 * The order of two values of a column: numbers before words, and what is missing last, whichever
 * way the column is sorted.
 * @param {string|number} one
 * @param {string|number} other
 * @param {boolean} [down] the largest first
 */
export function compared(one, other, down = false) {
  const later = lateness(one) - lateness(other);
  if (later) return later;
  const numbers = typeof one === "number" && typeof other === "number";
  return (numbers ? one - other : String(one).localeCompare(String(other), "en-GB")) * (down ? -1 : 1);
}

/**
 * Give every column of a table a button that sorts by it, and again the other way.
 * @param {HTMLTableElement} table
 */
function makeSortable(table) {
  const heads = [...table.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const sort = () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort(
        (one, other) => compared(cellValue(one, column), cellValue(other, column), down),
      );
      body.replaceChildren(...rows);
    };
    head.replaceChildren(el("button", { type: "button", class: "sort", on: { click: sort } }, head.textContent));
  });
}

/**
 * Make what the document already says of the plan work: sorting and printing.
 * @param {Context} context
 */
export function readyPlan(context) {
  if (!context.plan) return;
  for (const table of document.querySelectorAll("#plan .sortable")) {
    makeSortable(/** @type {HTMLTableElement} */ (table));
  }
  // A plan that was changed by hand names groups by their ids.
  for (const told of document.querySelectorAll("#plan > p")) {
    told.replaceChildren(linked(context, told.textContent ?? ""));
  }
  byId("print-plan").addEventListener("click", context.print);
}

/**
 * @param {string} caption
 * @param {string[]} headings
 * @param {Child[][]} rows
 * @param {string} [look] a class of its own
 */
function printedTable(caption, headings, rows, look = "") {
  return el(
    "table",
    { class: `printed ${look}`.trim() },
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...headings.map((heading) => el("th", { scope: "col" }, heading)))),
    el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))))),
  );
}

/**
 * @param {unknown[]} all
 * @param {string} what
 * @param {string} file
 */
function ending(all, what, file) {
  if (all.length <= MOST_PRINTED) return capital(what);
  return `${capital(what)}: the first ${count(MOST_PRINTED)} of ${count(all.length)}, all of them in ${file}`;
}

/** @param {Group} group */
function schoolNames(group) {
  return el(
    "span",
    {},
    ...group.members.flatMap(({ school }, order) => [order ? "; " : null, name(school.name)]),
  );
}

/**
 * @param {Context} context
 * @param {PlannedGroup} group
 */
function groupRow(context, group) {
  const { words } = context;
  const { number, form, status } = group.planned;
  return [
    count(number),
    schoolNames(group),
    el("span", {}, `${words.forms[form]}: `, statusMark(words, status)),
    minutes(group.longestMin),
    recorded(group.pupils),
  ];
}

/**
 * A copy without the ids, of which a document has each once.
 * @param {Element} node
 */
function copied(node) {
  const copy = /** @type {Element} */ (node.cloneNode(true));
  for (const named of [copy, ...copy.querySelectorAll("[id]")]) named.removeAttribute("id");
  copy.removeAttribute("aria-labelledby");
  return copy;
}

/**
 * The plan for paper: its proof, its groups, the schools left over, today beside the plan.
 * @param {Context} context
 */
export function planSheet(context) {
  const { leftOver } = context;
  const planned = context.plan?.groups ?? [];
  const opening = [...document.querySelectorAll("#plan > p")].map((node) => node.cloneNode(true));
  const figures = [...document.querySelectorAll("#plan-before table, #plan-limits table, #plan-authorities table")];
  const pictures = [...document.querySelectorAll("#plan-limits svg")];
  const groups = planned.slice(0, MOST_PRINTED).map((group) => groupRow(context, group));
  const left = leftOver.slice(0, MOST_PRINTED).map((row) => [name(row.name), row.reason, row.change]);
  return [
    ...opening,
    printedTable(ending(planned, "the groups, numbered as on the map", "plan.csv"), ["No.", "Schools, the hub first", "Form", "Longest", "Pupils"], groups, "plan-groups"),
    el("div", { class: "plan-figures" }, el("div", {}, ...figures.map(copied)), ...pictures.map(copied)),
    left.length
      ? printedTable(ending(leftOver, `${plural(leftOver.length, "school")} left over`, "left_over.csv"), ["School", "Why", "What would change it"], left)
      : null,
  ].filter(Boolean);
}
