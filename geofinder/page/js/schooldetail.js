// Show all that is known of one school, and where it stands in the plan and in existing bodies.

import { el, link, list, name } from "./dom.js";
import { capital, count, plural, recorded } from "./text.js";
import { BODY_WORDS, groupCard } from "./cards.js";
import { linked } from "./linking.js";
import { reachSection } from "./reach.js";
import { markIcon } from "./markers.js";
import { facts, section } from "./sections.js";

/** @import { Context, Row, School } from "./types.d.ts" */

const GROUPS_SHOWN = 20;

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
  return left ? ["In the plan", linked(context, `Left over: ${left}`)] : null;
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
 * What is recorded of a school.
 * @param {Context} context
 * @param {School} school
 * @returns {(Row|null)[]}
 */
export function recordedFacts(context, school) {
  const { facts: of } = school;
  const place = [of.town, of.postcode].filter(Boolean).join(", ");
  return [
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
}

/**
 * @param {Context} context
 * @param {School} school
 */
export function schoolDetail(context, school) {
  const { words, groups, shared } = context;
  const others = (shared.get(school.i)?.sharing || []).filter((other) => other !== school);
  const shown = school.groups.slice(0, GROUPS_SHOWN).map((place_) => groups[place_]);
  const more = school.groups.length - shown.length;
  return [
    el("p", { class: "lead" }, markIcon(school.phase, { hollow: !school.inArea }), " ", words.phases[school.phase][0], school.inArea ? "" : ", over the border"),
    facts(recordedFacts(context, school)),
    others.length
      ? section("At the same place", list(others.map((other) => link(name(other.name), () => context.open("school", String(other.urn))))))
      : null,
    context.ways ? reachSection(context, `school:${school.urn}`, "this school") : null,
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
  return linked(context, capital(leftOverText(context, school)) || "It is in no candidate group of this run.");
}
