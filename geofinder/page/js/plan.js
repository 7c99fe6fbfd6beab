// Bring the view of the plan to life: its table sorts, and it prints as tables of its own.

import { byId, el, name } from "./dom.js";
import { capital, count, minutes, plural, recorded } from "./text.js";
import { statusMark } from "./cards.js";

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

/**
 * @param {string|number} one
 * @param {string|number} other
 */
export function compared(one, other) {
  if (typeof one === "number") return typeof other === "number" ? one - other : -1;
  return typeof other === "number" ? 1 : one.localeCompare(other, "en-GB");
}

/**
 * Give every column of a table a button that sorts by it, and again the other way.
 * @param {HTMLTableElement} table
 */
export function makeSortable(table) {
  const heads = [...table.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const sort = () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort(
        (one, other) => compared(cellValue(one, column), cellValue(other, column)) * (down ? -1 : 1),
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
  byId("print-plan").addEventListener("click", context.print);
}

/**
 * @param {string} caption
 * @param {string[]} headings
 * @param {Child[][]} rows
 */
function printedTable(caption, headings, rows) {
  return el(
    "table",
    { class: "printed" },
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
 * The plan for paper: its proof, its groups, the schools left over, today beside the plan.
 * @param {Context} context
 */
export function planSheet(context) {
  const { leftOver } = context;
  const planned = context.plan?.groups ?? [];
  const opening = [...document.querySelectorAll("#plan > p")].map((node) => node.cloneNode(true));
  const figures = [...document.querySelectorAll("#plan-before table, #plan-limits table, #plan-authorities table")];
  const groups = planned.slice(0, MOST_PRINTED).map((group) => groupRow(context, group));
  const left = leftOver.slice(0, MOST_PRINTED).map((row) => [name(row.name), row.reason, row.change]);
  return [
    ...opening,
    printedTable(ending(planned, "the groups, numbered as on the map", "plan.csv"), ["No.", "Schools, the hub first", "Form", "Longest", "Pupils"], groups),
    ...figures.map((node) => node.cloneNode(true)),
    left.length
      ? printedTable(ending(leftOver, `${plural(leftOver.length, "school")} left over`, "left_over.csv"), ["School", "Why", "What would change it"], left)
      : null,
  ].filter(Boolean);
}
