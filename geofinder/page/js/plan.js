// Bring the view of the plan to life: its table sorts, and it prints as tables of its own.

import { byId, el, name } from "./dom.js";
import { capital, count, minutes, plural, recorded } from "./text.js";
import { statusMark } from "./cards.js";

const MOST_PRINTED = 300;

/** A cell's value for sorting: a number where it begins with one, else its text. */
function cellValue(row, column) {
  const text = row.cells[column].textContent;
  const number = parseFloat(text.replaceAll(",", ""));
  return Number.isNaN(number) ? text : number;
}

function compared(one, other) {
  if (typeof one === typeof other) {
    return typeof one === "number" ? one - other : one.localeCompare(other, "en-GB");
  }
  return typeof one === "number" ? -1 : 1;
}

/** Give every column of a table a button that sorts by it, and again the other way. */
export function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
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

/** Make what the document already says of the plan work: sorting and printing. */
export function readyPlan(context) {
  if (!context.plan) return;
  for (const table of document.querySelectorAll("#plan .sortable")) makeSortable(table);
  byId("print-plan").addEventListener("click", context.print);
}

function printedTable(caption, headings, rows) {
  return el(
    "table",
    { class: "printed" },
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...headings.map((heading) => el("th", { scope: "col" }, heading)))),
    el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))))),
  );
}

function ending(all, what, file) {
  if (all.length <= MOST_PRINTED) return capital(what);
  return `${capital(what)}: the first ${count(MOST_PRINTED)} of ${count(all.length)}, all of them in ${file}`;
}

function schoolNames(group) {
  return el(
    "span",
    {},
    ...group.members.flatMap(({ school }, order) => [order ? "; " : null, name(school.name)]),
  );
}

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

/** The plan for paper: its proof, its groups, the schools left over, today beside the plan. */
export function planSheet(context) {
  const { plan, leftOver } = context;
  const opening = [...document.querySelectorAll("#plan > p")].map((node) => node.cloneNode(true));
  const figures = [...document.querySelectorAll("#plan-before table, #plan-limits table, #plan-authorities table")];
  const groups = plan.groups.slice(0, MOST_PRINTED).map((group) => groupRow(context, group));
  const left = leftOver.slice(0, MOST_PRINTED).map((row) => [name(row.name), row.reason, row.change]);
  return [
    ...opening,
    printedTable(ending(plan.groups, "the groups, numbered as on the map", "plan.csv"), ["No.", "Schools, the hub first", "Form", "Longest", "Pupils"], groups),
    ...figures.map((node) => node.cloneNode(true)),
    left.length
      ? printedTable(ending(leftOver, `${plural(leftOver.length, "school")} left over`, "left_over.csv"), ["School", "Why", "What would change it"], left)
      : null,
  ].filter(Boolean);
}
