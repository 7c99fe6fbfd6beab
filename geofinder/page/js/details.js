// Show all that is known of one group, school or existing body.

import { el, link, list, name } from "./dom.js";
import { capital, count, estimateMark, longest, minutes, plural, pupils, pupilsAhead, recorded, travelled } from "./text.js";
import { criteriaOf, reasonsOf, verdictsOf } from "./data.js";
import { BODY_WORDS, groupCard, plannedLine, schoolLine, statusMark } from "./cards.js";
import { markIcon } from "./markers.js";
import { matrix } from "./matrix.js";

/** @import { Body, Child, Context, Group, Planned, School } from "./types.d.ts" */
/** @typedef {[term: string, value: Child]} Row */

const GROUPS_SHOWN = 20;
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
 * @param {string} title
 * @param {...Child} children
 */
function section(title, ...children) {
  return el("section", {}, el("h3", {}, title), ...children);
}

/**
 * Names and values; a value may be text or an element.
 * @param {(Row|null)[]} rows
 */
export function facts(rows) {
  const kept = rows.filter((row) => row !== null);
  return el(
    "dl",
    { class: "facts" },
    ...kept.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))),
  );
}

/**
 * @param {Context} context
 * @param {string} id
 */
function rule(context, id) {
  const { rules, words } = context;
  const known = rules[id];
  if (!known) return el("span", {}, id);
  const dated = known.source_date ? `, ${known.source_date}` : "";
  const sure = known.sure && words.sure[known.sure] ? ` (${words.sure[known.sure]})` : "";
  const source = known.source ? `Source: ${known.source}${dated}${sure}.` : "Source not recorded.";
  return el("span", {}, known.sentence || id, " ", el("span", { class: "source" }, source));
}

/**
 * The verdict on each form, with its sentences, its rules and their sources.
 * @param {Context} context
 * @param {Group} group
 */
export function verdictList(context, group) {
  const { raw, words } = context;
  const rows = verdictsOf(raw, group).map((verdict) =>
    el(
      "div",
      { class: "verdict" },
      el("h4", {}, words.forms[verdict.form], ": ", statusMark(words, verdict.status)),
      ...verdict.said.map((said) => el("p", {}, said)),
      verdict.rules.length
        ? el(
            "details",
            {},
            el("summary", {}, `${plural(verdict.rules.length, "rule")} behind this`),
            list(verdict.rules.map((id) => rule(context, id))),
          )
        : null,
    ),
  );
  return el("div", {}, ...rows);
}

/**
 * What would have to be asked, in sentences.
 * @param {Context} context
 * @param {Group} group
 */
export function unknowns(context, group) {
  const { raw, words } = context;
  const schools = group.members.map((member) => member.school);
  /** @param {(school: School) => boolean} test */
  const named = (test) => schools.filter(test).map((school) => school.name);
  /**
   * @param {string[]} names
   * @param {string} what
   */
  const told = (names, what) => (names.length ? `${what}: ${names.join("; ")}.` : null);
  const forms = verdictsOf(raw, group).filter((verdict) => verdict.status === "not-known");
  const lines = [
    "Whether any of these schools is willing. Nobody has been asked.",
    told(named((school) => school.pupils === null), "Pupils not recorded for"),
    told(named((school) => school.facts.ages_source === "name"), "Ages read from the name of"),
    told(named((school) => school.facts.ages_source === "not-known"), "Ages not recorded for"),
    told(named((school) => school.facts.rural === null), "Rural or not is not recorded for"),
    told(named((school) => school.facts.governance === "not-known"), "Kind of school not recorded for"),
    ...forms.map((verdict) => `Whether it could be: ${words.forms[verdict.form].toLowerCase()}.`),
  ];
  return list(lines.filter((line) => line !== null));
}

/** @param {number|null} toHub */
function awayFromHub(toHub) {
  return toHub === 0 ? "at the hub's place" : `${minutes(toHub)} to the hub${estimateMark()}`;
}

/**
 * The members in the order of their numbers on the map.
 * @param {Context} context
 * @param {Group} group
 */
export function memberList(context, group) {
  const { words, open } = context;
  const rows = group.members.map(({ school, role: given, toHub }) => {
    const role = roleOf(group, given);
    const hub = school === group.hub;
    const parts = [schoolLine(context, school)];
    if (TELLING_ROLES.includes(role)) parts.unshift(words.roles[role]);
    parts.push(hub ? "the hub, with the least travel to the others" : awayFromHub(toHub));
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
    facts(bars),
  );
}

/**
 * @param {Context} context
 * @param {Planned} planned
 */
function plannedFact(context, planned) {
  return el("span", {}, `No. ${count(planned.number)} \u00b7 `, plannedLine(context, planned));
}

/**
 * Where the plan has a school: in a group of it, left over, or neither.
 * @param {Context} context
 * @param {School} school
 * @returns {Row|null}
 */
function inPlan(context, school) {
  const { plan, open } = context;
  if (!plan) return null;
  const group = plan.groups.find(({ members }) => members.some((member) => member.school === school));
  if (group) return ["In the plan", link(`Group no. ${count(group.planned.number)}`, () => open("group", group.id))];
  const left = leftOverText(context, school);
  return left ? ["In the plan", `Left over: ${left}`] : null;
}

/**
 * @param {Context} context
 * @param {Group} group
 * @param {number} total
 */
export function groupDetail(context, group, total) {
  const { words, travel } = context;
  const pattern = words.patterns[group.pattern];
  return [
    el("p", { class: "lead" }, `${pattern ? pattern[1] : group.pattern}.`),
    facts([
      ["Longest journey", group.longestMin === 0 ? "all at one place" : travelled(group.longestMin, group.longestM)],
      ["Pupils together", recorded(group.pupils)],
      group.ahead.length ? ["Pupils later", capital(pupilsAhead(group))] : null,
      ["Rank", `${count(group.rank)} of ${count(total)}`],
      group.planned ? ["In the plan", plannedFact(context, group.planned)] : null,
    ]),
    section("The schools", memberList(context, group)),
    section("What form could it take?", verdictList(context, group)),
    section("Why this group", list(reasonsOf(context.raw, group))),
    section("What is not known", unknowns(context, group)),
    section("Minutes between the schools", matrix(group, travel)),
    section("Score", score(context, group)),
  ];
}

/** @param {School} school */
function ages(school) {
  const { low_age: low, high_age: high, ages_source: source } = school.facts;
  if (low === null && high === null) return "not recorded";
  const span = `${recorded(low)} to ${recorded(high)}`;
  return source === "name" ? `${span} (read from the name)` : `${span} (recorded)`;
}

/** @param {School} school */
function rural(school) {
  const { rural: is, rural_wording: wording } = school.facts;
  if (is === null) return wording ? `not known (\u201c${wording}\u201d)` : "not recorded";
  return `${is ? "rural" : "urban"}${wording ? ` (\u201c${wording}\u201d)` : ""}`;
}

/**
 * @param {Context} context
 * @param {School} school
 */
function memberships(context, school) {
  const { bodies, open } = context;
  const of = bodies.filter((body) => body.schools.includes(school));
  const lines = of.map((body) => {
    const what = `member of the ${BODY_WORDS[body.kind].toLowerCase()} `;
    return el("span", {}, what, link(name(body.name), () => open("body", body.key)));
  });
  return lines.length ? list(lines) : "none recorded";
}

/**
 * @param {Context} context
 * @param {School} school
 */
export function schoolDetail(context, school) {
  const { words, groups, shared } = context;
  const { facts: of } = school;
  const place = [of.town, of.postcode].filter(Boolean).join(", ");
  const others = (shared.get(school.i)?.sharing || []).filter((other) => other !== school);
  /** @type {(Row|null)[]} */
  const rows = [
    ["Phase", capital(school.stage === "not-known" ? "not known" : school.stage.replace("-", " "))],
    ["Ages", ages(school)],
    ["Pupils", recorded(school.pupils)],
    ["Capacity", recorded(of.capacity)],
    ["Type", recorded(of.type)],
    ["Religious character", recorded(of.religious_character)],
    of.diocese ? ["Diocese", of.diocese] : null,
    ["Trusts and federations", memberships(context, school)],
    ["Setting", rural(school)],
    ["Local authority", el("span", {}, of.la_name, of.district ? `, ${of.district}` : "")],
    ["Place", recorded(place)],
    of.closing ? ["Status", "proposed to close"] : null,
    ["URN", String(school.urn)],
    school.local ? ["Local data", school.local] : null,
    inPlan(context, school),
  ];
  const shown = school.groups.slice(0, GROUPS_SHOWN).map((place_) => groups[place_]);
  const more = school.groups.length - shown.length;
  return [
    el("p", { class: "lead" }, markIcon(school.phase, { hollow: !school.inArea }), " ", words.phases[school.phase][0], school.inArea ? "" : ", over the border"),
    facts(rows),
    others.length
      ? section("At the same place", list(others.map((other) => link(name(other.name), () => context.open("school", String(other.urn))))))
      : null,
    section(
      "Its candidate groups",
      shown.length
        ? el("ul", { class: "cards" }, ...shown.map((group) => groupCard(context, group, false)))
        : el("p", {}, leftOverReason(context, school)),
      more > 0 ? el("p", {}, `and ${plural(more, "more group")}: search for its URN to list them all.`) : null,
    ),
  ];
}

/**
 * @param {Context} context
 * @param {School} school
 */
function leftOverText(context, school) {
  const row = context.leftOver.find((other) => other.school === school);
  return row ? [row.reason, row.change].filter(Boolean).join(" ") : "";
}

/**
 * @param {Context} context
 * @param {School} school
 */
function leftOverReason(context, school) {
  return capital(leftOverText(context, school)) || "It is in no candidate group of this run.";
}

/**
 * @param {Context} context
 * @param {Body} body
 */
export function bodyDetail(context, body) {
  const { open } = context;
  const lines = body.schools.map((school) =>
    el(
      "span",
      {},
      link(name(school.name), () => open("school", String(school.urn))),
      el("span", { class: "figures" }, schoolLine(context, school)),
    ),
  );
  return [
    el("p", { class: "lead" }, `${BODY_WORDS[body.kind]}, as the register records it.`),
    el("p", {}, "Only its schools on this map are listed; it may have others elsewhere."),
    section("Its schools", list(lines, { class: "members" })),
  ];
}

/**
 * For the print: one line a form.
 * @param {Group} group
 */
export function shortFacts(group) {
  const far = capital(longest(group.longestMin, group.longestM));
  const later = group.ahead.length ? `, ${pupilsAhead(group)}` : "";
  return `${far}; ${pupils(group.pupils)} together${later}; hub: ${group.hub.name}.`;
}
