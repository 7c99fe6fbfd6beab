// Work out what stands side by side when groups are compared, and what of it differs.

import { bareMinutes, capital, count, estimateMark, longestFact, plural, pupilsAhead, recorded } from "./text.js";
import { criteriaOf, verdictsOf } from "./data.js";
import { partedReasons } from "./evidence.js";
import { notKnown } from "./notknown.js";
import { comparedOf } from "./state.js";

/** @import { CompareCell, CompareRow, Comparison, Context, Group, Item, PageData } from "./types.d.ts" */

export const GROUP_LETTERS = "ABC";

/**
 * The groups that an address names, and the ids that the page does not hold.
 * @param {Group[]} groups
 * @param {string} ids
 * @returns {Comparison}
 */
export function comparison(groups, ids) {
  const found = comparedOf(ids).map((id) => groups.find((group) => group.id === id) ?? id);
  return {
    compared: found.filter((one) => typeof one !== "string"),
    unknown: found.filter((one) => typeof one === "string"),
  };
}

/**
 * @param {Item} item
 * @returns {item is Comparison}
 */
export function isComparison(item) {
  return "compared" in item;
}

/**
 * The minutes from every member to the hub, added up; null where one of them has no known route.
 * @param {Group} group
 */
export function minutesToHub({ members, hub }) {
  let total = 0;
  for (const { school, toHub } of members) {
    if (school === hub) continue;
    if (toHub === null) return null;
    total += toHub;
  }
  return total;
}

/**
 * @param {string} label
 * @param {CompareCell[]} cells
 * @param {string} [part] the heading of the part of the table that begins here
 * @returns {CompareRow}
 */
function compareRow(label, cells, part) {
  const told = new Set(cells.map(({ text }) => text));
  return { label, cells, differs: told.size > 1, ...(part ? { part } : {}) };
}

/**
 * @param {string} label
 * @param {string[]} texts
 * @param {string} [part]
 */
function compareText(label, texts, part) {
  return compareRow(label, texts.map((text) => ({ text })), part);
}

/**
 * How often pairs like theirs came together; no row where there is evidence for none of them.
 * @param {PageData} raw
 * @param {Group[]} groups
 * @returns {CompareRow[]}
 */
function likelihoodRows(raw, groups) {
  if (groups.every(({ likelihood }) => !likelihood)) return [];
  const texts = groups.map((group) => partedReasons(raw, group).often.join(" "));
  return [compareText("What schools have done", texts.map((text) => text || "No record of such groups"))];
}

/**
 * @param {Context} context
 * @param {Group[]} groups
 * @returns {CompareRow[]}
 */
function figureRows({ raw, words, plan }, groups) {
  const totals = groups.map(minutesToHub);
  const schools = groups.map(({ members }) => ({
    schools: members.map(({ school }) => school),
    text: members.map(({ school }) => school.urn).sort().join(" "),
  }));
  const later = groups.some(({ ahead }) => ahead.length);
  return [
    compareText("Pattern", groups.map(({ pattern }) => words.patterns[pattern]?.[0] ?? pattern)),
    compareRow("Schools, the hub first", schools),
    compareText("Longest journey", groups.map((group) => capital(longestFact(group.longestMin, group.longestM)))),
    compareText("Minutes to the hub, all members", totals.map((total) => (total === null ? "Not known" : `${bareMinutes(total)} min${estimateMark()}`))),
    compareText("Pupils together", groups.map(({ pupils }) => capital(recorded(pupils)))),
    ...(later ? [compareText("Pupils later", groups.map((group) => (group.ahead.length ? capital(pupilsAhead(group)) : "Not known")))] : []),
    ...likelihoodRows(raw, groups),
    compareText("Rank", groups.map(({ rank }) => `No. ${count(rank)}`)),
    ...(plan ? [compareText("In the plan", groups.map(({ planned }) => (planned ? `Yes, no. ${count(planned.number)}` : "No")))] : []),
  ];
}

/**
 * @param {Context} context
 * @param {Group[]} groups
 * @returns {CompareRow[]}
 */
function formRows({ raw, words }, groups) {
  const given = groups.map((group) => new Map(verdictsOf(raw, group).map(({ form, status }) => [form, status])));
  const forms = raw.groups.forms.filter((form) => given.some((verdicts) => verdicts.has(form)));
  return forms.map((form, at) => {
    const cells = given.map((verdicts) => {
      const status = verdicts.get(form);
      return status ? { text: words.statuses[status], status } : { text: "not weighed" };
    });
    return compareRow(words.forms[form], cells, at ? undefined : "What form could it take?");
  });
}

/**
 * @param {Context} context
 * @param {Group[]} groups
 * @returns {CompareRow[]}
 */
function scoreRows({ raw, words }, groups) {
  const criteria = groups.map((group) => criteriaOf(raw, group));
  const keys = criteria[0].map(({ key }) => key);
  const whole = compareText("Score, of 1", groups.map(({ score }) => score.toFixed(2)), "Score");
  const parts = keys.map((key, at) =>
    compareText(words.criteria[key] ?? key, criteria.map((of) => of[at].value?.toFixed(2) ?? "not known")),
  );
  return [whole, ...parts];
}

/**
 * Every row of the table, a cell for each group.
 * @param {Context} context
 * @param {Group[]} groups at least one
 */
export function comparisonRows(context, groups) {
  const unknown = groups.map((group) => {
    const lines = notKnown(context, group);
    return { lines, text: lines.join(" ") };
  });
  return [
    ...figureRows(context, groups),
    ...formRows(context, groups),
    ...scoreRows(context, groups),
    compareRow("Not known", unknown, "What is not known"),
  ];
}

/**
 * What the table says of itself: how many of its rows differ.
 * @param {CompareRow[]} rows
 */
export function differing(rows) {
  const { length } = rows.filter(({ differs }) => differs);
  return `${plural(length, "line")} of ${count(rows.length)} ${length === 1 ? "differs" : "differ"}, marked with \u2260`;
}
