// Lay out what is printed under the map for a group, a school, a federation or trust.

import { el, name } from "./dom.js";
import { verdictsOf } from "./data.js";
import { oftenLine } from "./evidence.js";
import { BODY_WORDS, groupTitle, schoolLine } from "./cards.js";
import { shortFacts, toHubAndBack } from "./groupdetail.js";
import { matrix } from "./matrix.js";
import { recordedFacts } from "./schooldetail.js";
import { facts } from "./sections.js";
import { capital, longest, plural } from "./text.js";
import { statusMark } from "./verdicts.js";

/** @import { Body, Context, Group, School } from "./types.d.ts" */

const MOST_WITH_MATRIX = 10;
const MOST_NAMED_ROWS = 5;
const MOST_GROUPS_PRINTED = 8;

/**
 * @param {Context} context
 * @param {Group} group
 */
export function groupSheet(context, group) {
  const { words, raw, travel } = context;
  const rows = group.members.map((member, order) =>
    el(
      "li",
      {},
      el("strong", {}, name(member.school.name)),
      ` \u00b7 ${schoolLine(context, member.school)}`,
      order ? ` \u00b7 ${toHubAndBack(group, member, travel)}` : " \u00b7 hub",
    ),
  );
  const forms = verdictsOf(raw, group).map((verdict) =>
    el("li", {}, `${words.forms[verdict.form]}: `, statusMark(words, verdict.status), verdict.said.length ? `. ${verdict.said[0]}` : ""),
  );
  const size = group.members.length;
  // A table of thirty schools does not fit a page that people can read.
  const table = size <= MOST_WITH_MATRIX ? matrix(group, travel) : null;
  if (table && size > MOST_NAMED_ROWS) table.classList.add("numbers-only");
  return [
    el("p", {}, shortFacts(group)),
    oftenLine(raw, group),
    el("h3", {}, "The schools, by their numbers on the map"),
    el("ol", { class: size > MOST_WITH_MATRIX ? "two-columns" : null }, ...rows),
    table,
    el("h3", {}, "What form could it take?"),
    el("ul", { class: "paper-forms" }, ...forms),
  ];
}

/**
 * One line on a candidate group of a school: its members, how far, in which form.
 * @param {Context} context
 * @param {Group} group
 */
function groupLine(context, group) {
  const { words } = context;
  const names = group.members.flatMap(({ school }, order) => [order ? "; " : ": ", name(school.name)]);
  const far = capital(longest(group.longestMin, group.longestM));
  const form = el("span", {}, ` ${far}. ${words.forms[group.form]}: `, statusMark(words, group.status));
  return el("li", {}, el("strong", {}, name(groupTitle(context, group))), ...names, ".", form);
}

/**
 * @param {Context} context
 * @param {School} school
 */
export function schoolSheet(context, school) {
  const groups = school.groups.map((place) => context.groups[place]);
  const more = groups.length - MOST_GROUPS_PRINTED;
  return [
    el("div", { class: "paper-facts" }, facts(recordedFacts(context, school))),
    el("h3", {}, groups.length ? "Its candidate groups, best first" : "It is in no candidate group of this run"),
    el("ol", { class: "paper-forms" }, ...groups.slice(0, MOST_GROUPS_PRINTED).map((group) => groupLine(context, group))),
    more > 0 ? el("p", {}, `and ${plural(more, "more group")}, in candidates.csv`) : null,
  ];
}

/**
 * @param {Context} context
 * @param {Body} body
 */
export function bodySheet(context, body) {
  const rows = body.schools.map((school) => el("li", {}, el("strong", {}, name(school.name)), ` \u00b7 ${schoolLine(context, school)}`));
  return [
    el("p", {}, `${BODY_WORDS[body.kind]}, as the register records it. Only its schools on this map are listed.`),
    el("ol", { class: rows.length > MOST_WITH_MATRIX ? "two-columns" : null }, ...rows),
  ];
}
