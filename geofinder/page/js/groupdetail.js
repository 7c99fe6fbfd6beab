// Show all that is known of one group.

import { el, link, list, name } from "./dom.js";
import { bothWays, capital, count, longest, longestFact, pupils, pupilsAhead, recorded } from "./text.js";
import { criteriaOf } from "./data.js";
import { evidenceSection, scoreNote, whySection } from "./evidence.js";
import { compareToggle, plannedLine, schoolLine } from "./cards.js";
import { matrix } from "./matrix.js";
import { pupilsChart } from "./pupils.js";
import { NOBODY_ASKED, notKnown } from "./notknown.js";
import { facts, section } from "./sections.js";
import { verdictList } from "./verdicts.js";
import { reachSection } from "./reach.js";
import { linesNote } from "./routes.js";

/** @import { Context, Group, Member, Row, Travel } from "./types.d.ts" */

// The other roles say no more than the school's phase does.
const TELLING_ROLES = ["joiner", "host", "feeder"];

/**
 * In a group with a joiner, every other school is in the federation already.
 * @param {Group} group
 * @param {string} role
 */
function roleOf(group, role) {
  const joining = group.members.some((member) => member.role === "joiner");
  return joining && role === "member" ? "host" : role;
}

/**
 * Why a school is its group's hub: geofinder/measuring/spans.py chooses it.
 * @param {Group} group
 * @param {string} role
 */
function hubWords(group, role) {
  if (group.members.some((member) => member.role === "joiner")) return "the hub, nearest to the school that could join";
  return role === "member" ? "the hub, with the least travel to the others" : "the hub";
}

/**
 * A member's way to the hub, and back where that takes another time.
 * @param {Group} group
 * @param {Member} member
 * @param {Travel} travel
 */
export function toHubAndBack({ hub }, { school, toHub }, travel) {
  const [there, back] = [travel(school, hub).min, travel(hub, school).min];
  return there === null && back === null ? bothWays(toHub, toHub) : bothWays(there, back);
}

/**
 * The members in the order of their numbers on the map.
 * @param {Context} context
 * @param {Group} group
 */
function memberList(context, group) {
  const { words, open, travel } = context;
  const rows = group.members.map((member) => {
    const { school } = member;
    const role = roleOf(group, member.role);
    const hub = school === group.hub;
    const parts = [schoolLine(context, school)];
    if (TELLING_ROLES.includes(role)) parts.unshift(words.roles[role]);
    parts.push(hub ? hubWords(group, member.role) : toHubAndBack(group, member, travel));
    return el(
      "li",
      {},
      link(name(school.name), () => open("school", String(school.urn))),
      el("span", { class: "figures" }, capital(parts.join(" \u00b7 "))),
    );
  });
  return el("ol", { class: "members" }, ...rows);
}

/**
 * @param {Context} context
 * @param {Group} group
 */
function score(context, group) {
  const { words, raw } = context;
  const bars = criteriaOf(raw, group).map(({ key, value }) => {
    if (value === null) return null;
    const label = words.criteria[key] ?? key;
    const meter = el("meter", { min: 0, max: 1, value, "aria-label": label }, value.toFixed(2));
    return /** @type {Row} */ ([label, el("span", {}, meter, ` ${value.toFixed(2)}`)]);
  });
  return el(
    "details",
    {},
    el("summary", {}, `Score ${group.score.toFixed(2)} of 1, and the criteria`),
    scoreNote(raw, group),
    facts(bars),
  );
}

/**
 * @param {Context} context
 * @param {Group} group
 * @param {number} total
 */
export function groupDetail(context, group, total) {
  const { words, travel } = context;
  const pattern = words.patterns[group.pattern];
  const { planned } = group;
  const ahead = pupilsChart(group);
  return [
    el("p", { class: "lead" }, `${pattern ? pattern[1] : group.pattern}.`),
    el("p", { class: "detail-compare" }, compareToggle(context, group)),
    facts([
      ["Longest journey", longestFact(group.longestMin, group.longestM)],
      ["Pupils together", recorded(group.pupils)],
      group.ahead.length ? ["Pupils later", capital(pupilsAhead(group))] : null,
      ["Rank", `${count(group.rank)} of ${count(total)}`],
      planned ? ["In the plan", el("span", {}, `No. ${count(planned.number)} \u00b7 `, plannedLine(context, planned))] : null,
    ]),
    section("The schools", memberList(context, group), linesNote(context, group)),
    reachSection(context, `school:${group.hub.urn}`),
    ahead ? section("Pupils now and later", ahead) : null,
    section("What form could it take?", verdictList(context, group)),
    evidenceSection(context, group),
    whySection(context, group),
    section("What is not known", list([NOBODY_ASKED, ...notKnown(context, group)])),
    section("Minutes between the schools", matrix(group, travel)),
    section("Score", score(context, group)),
  ];
}

/**
 * The figures of a group in one line, for the print.
 * @param {Group} group
 */
export function shortFacts(group) {
  const far = capital(longest(group.longestMin, group.longestM));
  const later = group.ahead.length ? `, ${pupilsAhead(group)}` : "";
  return `${far}; ${pupils(group.pupils)} together${later}; hub: ${group.hub.name}.`;
}
