// Search and filter: pure functions from the tables and the choices to what is shown.

/** @import { Choices, Group, School } from "./types.d.ts" */

/**
 * The words of a search, small; every one of them must be found.
 * @param {string} q
 */
export function terms(q) {
  return q.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * Whether a school holds every word.
 * @param {School} school
 * @param {string[]} wanted
 */
export function schoolMatches(school, wanted) {
  return wanted.every((term) => school.hay.includes(term));
}

/**
 * The places of the schools that a search finds, or null where nothing is searched.
 * @param {School[]} schools
 * @param {string} q
 */
export function found(schools, q) {
  const wanted = terms(q);
  if (!wanted.length) return null;
  return new Set(
    schools.filter((school) => schoolMatches(school, wanted)).map((school) => school.i),
  );
}

/**
 * Groups that fit the search and every filter but the one called `except`.
 * @template {Group} Some
 * @param {Some[]} groups
 * @param {Choices} choices
 * @param {Set<number>|null} hits
 * @param {keyof Choices|""} [except]
 * @returns {Some[]}
 */
export function groupsFor(groups, choices, hits, except = "") {
  return groups.filter(
    (group) =>
      (!hits || group.members.some((member) => hits.has(member.school.i))) &&
      (except === "pattern" || !choices.pattern || group.pattern === choices.pattern) &&
      (except === "status" || !choices.status || group.status === choices.status) &&
      (except === "phase" || !choices.phase || group.phases.has(choices.phase)),
  );
}

/**
 * Schools that fit the search and the phase, those of the area first.
 * @param {School[]} schools
 * @param {Choices} choices
 * @param {Set<number>|null} hits
 * @param {keyof Choices|""} [except]
 */
export function schoolsFor(schools, choices, hits, except = "") {
  return schools.filter(
    (school) =>
      (!hits || hits.has(school.i)) &&
      (except === "phase" || !choices.phase || school.phase === choices.phase),
  );
}

/**
 * How many `items` have each value; an item may have several.
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => Iterable<string>} valuesOf
 */
export function tally(items, valuesOf) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const item of items) {
    for (const value of valuesOf(item)) counts[value] = (counts[value] || 0) + 1;
  }
  return counts;
}
