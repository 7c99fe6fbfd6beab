// Search and filter: pure functions from the tables and the choices to what is shown.

/**
 * @typedef {Object} Choices
 * @property {string} q
 * @property {string} pattern
 * @property {string} status
 * @property {string} phase
 */

/** The words of a search, small; every one of them must be found. */
export function terms(q) {
  return q.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether a school holds every word. */
export function schoolMatches(school, wanted) {
  return wanted.every((term) => school.hay.includes(term));
}

/** The places of the schools that a search finds, or null where nothing is searched. */
export function found(schools, q) {
  const wanted = terms(q);
  if (!wanted.length) return null;
  return new Set(
    schools.filter((school) => schoolMatches(school, wanted)).map((school) => school.i),
  );
}

/** Groups that fit the search and every filter but the one called `except`. */
export function groupsFor(groups, choices, hits, except = "") {
  return groups.filter(
    (group) =>
      (!hits || group.members.some((member) => hits.has(member.school.i))) &&
      (except === "pattern" || !choices.pattern || group.pattern === choices.pattern) &&
      (except === "status" || !choices.status || group.status === choices.status) &&
      (except === "phase" || !choices.phase || group.phases.has(choices.phase)),
  );
}

/** Schools that fit the search and the phase, those of the area first. */
export function schoolsFor(schools, choices, hits, except = "") {
  return schools.filter(
    (school) =>
      (!hits || hits.has(school.i)) &&
      (except === "phase" || !choices.phase || school.phase === choices.phase),
  );
}

/** How many `items` have each value; an item may have several. */
export function tally(items, valuesOf) {
  const counts = {};
  for (const item of items) {
    for (const value of valuesOf(item)) counts[value] = (counts[value] || 0) + 1;
  }
  return counts;
}
