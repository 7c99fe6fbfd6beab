// Say what is not known of a group: what a planner would have to ask.

import { verdictsOf } from "./data.js";

/** @import { Context, Group, School } from "./types.d.ts" */

/** What is true of every group, whatever is recorded. */
export const NOBODY_ASKED = "Whether any of these schools is willing. Nobody has been asked.";

/**
 * @param {Context} context
 * @param {Group} group
 */
export function notKnown({ raw, words }, group) {
  const schools = group.members.map((member) => member.school);
  /**
   * @param {string} what
   * @param {(school: School) => boolean} test
   */
  const told = (what, test) => {
    const names = schools.filter(test).map((school) => school.name);
    return names.length ? `${what}: ${names.join("; ")}.` : "";
  };
  const forms = verdictsOf(raw, group).filter((verdict) => verdict.status === "not-known");
  return [
    told("Pupils not recorded for", (school) => school.pupils === null),
    told("Ages read from the name of", (school) => school.facts.ages_source === "name"),
    told("Ages not recorded for", (school) => school.facts.ages_source === "not-known"),
    told("Rural or not is not recorded for", (school) => school.facts.rural === null),
    told("Kind of school not recorded for", (school) => school.facts.governance === "not-known"),
    ...forms.map((verdict) => `Whether it could be: ${words.forms[verdict.form].toLowerCase()}.`),
  ].filter(Boolean);
}
