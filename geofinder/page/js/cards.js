// Make the cards of the lists: one for a group, a school, an existing body, a school left over.

import { el, link, list, name } from "./dom.js";
import { capital, count, longest, minutes, plural, pupils, pupilsAhead } from "./text.js";
import { markIcon } from "./markers.js";
import { reasonsOf, verdictsOf } from "./data.js";
import { likelihoodLine } from "./evidence.js";
import { linked } from "./linking.js";
import { otherForms, statusMark } from "./verdicts.js";

/** @import { Body, Child, Context, Group, LeftOver, Planned, School } from "./types.d.ts" */

const NAMES_SHOWN = 6;
export const BODY_WORDS = {
  federation: "Federation",
  trust: "Multi-academy trust",
  single: "Single-academy trust",
  foundation: "Foundation trust",
};

/**
 * @param {string} key
 * @param {string|number} id
 * @param {boolean} selected
 * @param {...Child} children
 */
function card(key, id, selected, ...children) {
  const now = selected ? "true" : null;
  return el("li", { class: "card", "data-key": `${key}-${id}`, "aria-current": now }, ...children);
}

/**
 * What a school is, in one line.
 * @param {Context} context
 * @param {School} school
 */
export function schoolLine(context, school) {
  const { words } = context;
  const parts = [words.phases[school.phase][0], pupils(school.pupils), school.facts.town];
  if (!school.inArea) parts.push(`over the border in ${school.facts.la_name}`);
  return parts.filter(Boolean).join(" \u00b7 ");
}

/**
 * A group's name: its pattern, how many schools, and the body that one of them could join.
 * @param {Context} context
 * @param {Group} group
 */
export function groupTitle(context, group) {
  const pattern = context.words.patterns[group.pattern]?.[0] ?? group.pattern;
  const joining = group.members.some(({ role }) => role === "joiner");
  const host = joining && group.members.find(({ role }) => role !== "joiner");
  const body = host && (host.school.facts.federation_name || host.school.facts.trust_name);
  return body
    ? `${pattern}: ${body}, ${plural(group.members.length, "school")}`
    : `${pattern}, ${plural(group.members.length, "school")}`;
}

/**
 * What a group of the plan is there for, in one line.
 * @param {Context} context
 * @param {Planned} planned
 */
export function plannedLine(context, { served, form, status, byHand }) {
  const { words } = context;
  const serves = `Serves ${served ? plural(served, "small or at-risk school") : "no small or at-risk school"}`;
  return el(
    "span",
    {},
    `${serves} \u00b7 ${words.forms[form]}: `,
    statusMark(words, status),
    byHand ? " \u00b7 kept by hand" : null,
  );
}

/**
 * The button that picks a group to be compared, and leads to the comparison where two are picked.
 * @param {Context} context
 * @param {Group} group
 */
export function compareToggle(context, group) {
  const picked = context.picked();
  const yes = picked.includes(group.id);
  const whom = `${groupTitle(context, group)}, no. ${count(group.rank)}`;
  return el(
    "span",
    { class: "compare-toggle" },
    el(
      "button",
      {
        type: "button",
        class: "toggle",
        "aria-pressed": String(yes),
        "aria-label": `Compare ${whom}`,
        "data-compare": group.id,
        on: { click: () => context.pick(group.id) },
      },
      "Compare",
    ),
    yes && picked.length > 1 ? link("Compare now", () => context.open("compare", picked.join(","))) : null,
  );
}

/**
 * A group's best form with its status, the other forms counted, and the strongest reason.
 * @param {Context} context
 * @param {Group} group
 * @param {Planned|null} planned where the card tells of the plan
 */
function inShort(context, group, planned) {
  const { raw, words } = context;
  const [strongest] = reasonsOf(raw, group);
  const { form, status } = planned ?? group;
  return [
    planned
      ? el("p", {}, plannedLine(context, planned))
      : el("p", {}, `${words.forms[form]}: `, statusMark(words, status)),
    el("p", { class: "figures" }, otherForms(verdictsOf(raw, group), form, words.forms)),
    likelihoodLine(raw, group),
    strongest ? el("p", { class: "reason" }, strongest) : null,
  ];
}

/**
 * A group's card; `inPlan` gives it the number that it has in the plan, not its rank.
 * @param {Context} context
 * @param {Group} group
 * @param {boolean} selected
 * @param {boolean} [inPlan]
 */
export function groupCard(context, group, selected, inPlan = false) {
  const { open } = context;
  const planned = inPlan ? group.planned : null;
  const shown = group.members.slice(0, NAMES_SHOWN).map(({ school }) => name(school.name));
  const more = group.members.length - shown.length;
  if (more > 0) shown.push(el("span", {}, `and ${plural(more, "more school")}`));
  return card(
    "group",
    group.id,
    selected,
    el(
      "h3",
      {},
      planned ? el("b", { class: "plan-number" }, count(planned.number)) : null,
      link(
        name(groupTitle(context, group)),
        () => open("group", group.id),
        { "aria-describedby": `group-${group.i}` },
      ),
      planned ? null : el("span", { class: "rank" }, `no. ${count(group.rank)}`),
    ),
    el(
      "div",
      { id: `group-${group.i}` },
      list(shown, { class: "names" }),
      el(
        "p",
        { class: "figures" },
        `${capital(longest(group.longestMin, group.longestM))} \u00b7 ${pupils(group.pupils)}`,
      ),
      group.ahead.length ? el("p", { class: "figures" }, `Pupils ${pupilsAhead(group)}`) : null,
      group.atRisk ? el("p", { class: "figures" }, `${plural(group.atRisk, "school")} marked as at risk by local figures`) : null,
    ),
    ...inShort(context, group, planned),
    compareToggle(context, group),
  );
}

/**
 * @param {Context} context
 * @param {School} school
 * @param {boolean} selected
 */
export function schoolCard(context, school, selected) {
  const { open } = context;
  const groups = school.groups.length;
  return card(
    "school",
    school.urn,
    selected,
    el(
      "h3",
      {},
      markIcon(school.phase, { hollow: !school.inArea }),
      link(name(school.name), () => open("school", String(school.urn))),
    ),
    el("p", { class: "figures" }, schoolLine(context, school)),
    el("p", {}, groups ? `In ${plural(groups, "candidate group")}` : "In no candidate group"),
  );
}

/**
 * @param {Context} context
 * @param {Body} body
 * @param {boolean} selected
 */
export function bodyCard(context, body, selected) {
  const { open } = context;
  const shown = body.schools.slice(0, NAMES_SHOWN).map((school) => name(school.name));
  const more = body.schools.length - shown.length;
  if (more > 0) shown.push(el("span", {}, `and ${plural(more, "more school")}`));
  const places = body.schools.length;
  return card(
    "body",
    body.key,
    selected,
    el("h3", {}, link(name(body.name), () => open("body", body.key))),
    el("p", { class: "figures" }, `${BODY_WORDS[body.kind]}, ${plural(places, "school")} on this map`),
    list(shown, { class: "names" }),
  );
}

/**
 * @param {Context} context
 * @param {LeftOver} row
 * @param {boolean} selected
 */
export function leftOverCard(context, row, selected) {
  const { open } = context;
  const { school } = row;
  const heading = school
    ? link(name(row.name), () => open("school", String(school.urn)))
    : name(row.name);
  const nearest = row.nearestName
    ? el("p", { class: "figures" }, "Nearest possible partner: ", name(row.nearestName), `, ${minutes(row.nearestMin)}`)
    : null;
  return card(
    "left",
    school ? school.urn : row.name,
    selected,
    el("h3", {}, heading),
    el("p", { class: "why" }, context.raw.leftOver.whyWords[row.why]),
    el("p", {}, linked(context, capital(row.reason))),
    row.change ? el("p", {}, el("strong", {}, "What would change it: "), linked(context, row.change)) : null,
    nearest,
  );
}
