// Pick up to three groups and show them side by side.

import { byId, el, fill, link, list, name } from "./dom.js";
import { capital, count, plural } from "./text.js";
import { groupTitle } from "./cards.js";
import { comparison, comparisonRows, differing, GROUP_LETTERS } from "./comparing.js";
import { NOBODY_ASKED } from "./notknown.js";
import { comparedOf, MOST_COMPARED } from "./state.js";
import { statusMark } from "./verdicts.js";

/** @import { CompareBar, CompareCell, CompareRow, Comparison, Context, Group, School, State, Store } from "./types.d.ts" */

const REFUSED = "Three groups are the most that fit side by side. Take one away first.";

/**
 * The ids of the groups that are picked, or compared already.
 * @param {State} state
 */
export function pickedOf(state) {
  return comparedOf(state.compare || state.pick);
}

/** @param {string[]} unknown */
function missingGroups(unknown) {
  if (!unknown.length) return null;
  const [which, are] = unknown.length === 1 ? ["One group", "is"] : [capital(plural(unknown.length, "group")), "are"];
  return el("p", { class: "missing" }, `${which} of this address ${are} not on this page and left out. It may come from another run.`);
}

/**
 * The letter of a group on the map and in the table, with the pattern of its outline.
 * @param {number} at
 */
function letterMark(at) {
  return el("b", { class: `letter letter-${GROUP_LETTERS[at].toLowerCase()}` }, GROUP_LETTERS[at]);
}

/**
 * @param {Context} context
 * @param {CompareCell} cell
 * @param {boolean} paper
 */
function compareCell({ words, open }, { text, status, schools, lines }, paper) {
  if (status) return statusMark(words, status);
  if (schools) {
    /** @param {School} school */
    const titled = (school) => (paper ? name(school.name) : link(name(school.name), () => open("school", String(school.urn))));
    return el("ol", {}, ...schools.map((school) => el("li", {}, titled(school))));
  }
  if (lines) return lines.length ? list(lines) : "nothing more";
  return text;
}

/**
 * @param {Context} context
 * @param {CompareRow} row
 * @param {boolean} paper
 */
function compareRows(context, row, paper) {
  const heading = row.part
    ? [el("tr", { class: "part", role: "row" }, el("th", { scope: "rowgroup", role: "rowheader", colspan: row.cells.length + 1 }, row.part))]
    : [];
  const mark = row.differs ? el("span", { class: "differs" }, paper ? "" : "differs") : null;
  return [
    ...heading,
    el(
      "tr",
      { role: "row", class: row.differs ? "differing" : null },
      el("th", { scope: "row", role: "rowheader" }, row.label, mark && " ", mark),
      ...row.cells.map((cell) => el("td", { role: "cell" }, compareCell(context, cell, paper))),
    ),
  ];
}

/**
 * The table: a column for each group, a row for each thing that is told of them. The roles are
 * those that it has anyway; on a phone it is laid out as a grid, which would take them from it.
 * @param {Context} context
 * @param {Group[]} groups
 * @param {boolean} [paper] whether it is for the print, where nothing can be pressed
 */
export function compareTable(context, groups, paper = false) {
  const rows = comparisonRows(context, groups);
  const heads = groups.map((group, at) => {
    const title = name(groupTitle(context, group));
    const parts = paper
      ? [title]
      : [
          link(title, () => context.open("group", group.id)),
          el(
            "button",
            { type: "button", class: "remove", "aria-label": `Remove group ${GROUP_LETTERS[at]}`, on: { click: () => context.pick(group.id) } },
            "Remove",
          ),
        ];
    return el("th", { scope: "col", role: "columnheader" }, letterMark(at), " ", ...parts);
  });
  return el(
    "table",
    { class: `comparison of-${groups.length}`, role: "table" },
    el("caption", {}, `${plural(groups.length, "candidate group")} side by side. ${groups.length > 1 ? `${differing(rows)}.` : ""}`),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, el("td", { class: "corner", role: "cell" }), ...heads)),
    el("tbody", { role: "rowgroup" }, ...rows.flatMap((row) => compareRows(context, row, paper))),
  );
}

/**
 * What is shown in place of the list while groups are compared.
 * @param {Context} context
 * @param {Comparison} item
 */
export function compareDetail(context, { compared, unknown }) {
  const few = compared.length < 2 ? "Pick two or three groups in the list with their button Compare." : "";
  return [
    missingGroups(unknown),
    few ? el("p", {}, few) : null,
    compared.length ? compareTable(context, compared) : null,
    compared.length ? el("p", { class: "figures" }, `Of every group it is not known: ${NOBODY_ASKED.charAt(0).toLowerCase()}${NOBODY_ASKED.slice(1)}`) : null,
  ];
}

/**
 * A group in few words that tell it from its likes.
 * @param {Context} context
 * @param {Group} group
 */
function inFewWords({ words }, group) {
  const pattern = words.patterns[group.pattern]?.[0] ?? group.pattern;
  return el("span", {}, `${pattern} no. ${count(group.rank)}, `, name(group.hub.name));
}

/**
 * Keep the bar that says which groups are picked, above the list.
 * @param {Context} context
 * @param {Store} store
 * @param {() => void} resized what to do when the map has more or less room
 * @returns {CompareBar}
 */
export function makeCompareBar(context, store, resized) {
  const bar = byId("compare-bar");
  let refused = false;
  let key = "";

  /**
   * @param {string[]} ids
   * @param {Comparison} chosen
   */
  function write(ids, { compared, unknown }) {
    const names = compared.map((group) => el("li", {}, inFewWords(context, group)));
    const now = () => context.open("compare", ids.join(","));
    fill(
      bar,
      el("p", {}, el("strong", {}, `Comparing ${count(compared.length)} of ${MOST_COMPARED}: `)),
      el("ul", {}, ...names),
      missingGroups(unknown),
      refused ? el("p", { class: "refused" }, REFUSED) : null,
      el(
        "p",
        { class: "compare-do" },
        compared.length > 1
          ? el("button", { type: "button", class: "now", on: { click: now } }, "Compare now")
          : el("span", {}, "Pick one more to compare."),
        el("button", { type: "button", on: { click: clear } }, "Clear"),
      ),
    );
    bar.dataset.key = `compare-${ids.join(",")}`;
  }

  function clear() {
    store.change({ pick: "" });
    const { view, group, school, body } = store.get();
    const heading = group || school || body ? document.getElementById("detail-heading") : null;
    (heading || byId(`tab-${view}`)).focus();
    say("No group is picked.");
  }

  /** @param {string} text */
  function say(text) {
    byId("compare-said").textContent = text;
  }

  /**
   * Pick a group, or let it go; the button pressed keeps the focus though the list is made anew.
   * @param {string} id
   */
  function toggle(id) {
    const state = store.get();
    const ids = pickedOf(state);
    const inDetail = byId("detail").contains(document.activeElement);
    const adding = !ids.includes(id);
    refused = adding && ids.length >= MOST_COMPARED;
    if (refused) {
      update(state);
      say(REFUSED);
      return;
    }
    const next = (adding ? [...ids, id] : ids.filter((one) => one !== id)).join(",");
    store.change(state.compare ? { compare: next, pick: "" } : { pick: next });
    const left = comparedOf(next).length;
    say(`${adding ? "Picked" : "Taken away"}. ${capital(plural(left, "group"))} of ${MOST_COMPARED} to compare.`);
    if (document.activeElement !== document.body) return;
    const again = `${inDetail ? "#detail" : "#list"} [data-compare="${CSS.escape(id)}"]`;
    const button = /** @type {HTMLElement|null} */ (document.querySelector(again));
    button?.focus();
  }

  /** @param {State} state */
  function update(state) {
    const ids = pickedOf(state);
    if (ids.length < MOST_COMPARED) refused = false;
    const now = `${state.compare ? "open" : ""} ${ids} ${refused}`;
    if (now === key) return;
    key = now;
    const chosen = comparison(context.groups, ids.join(","));
    bar.hidden = !ids.length || Boolean(state.compare);
    write(ids, chosen);
    const root = document.documentElement.classList;
    if (root.contains("comparing") !== Boolean(state.compare)) {
      root.toggle("comparing", Boolean(state.compare));
      resized();
    }
  }

  return { toggle, update };
}
