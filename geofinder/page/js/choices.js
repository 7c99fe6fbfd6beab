// Name the choices of every filter, and say which of them a school or a group fits.

/** @import { Choice, Context, Group, School } from "./types.d.ts" */

/** @type {Choice[]} */
export const FAITHS = [
  ["none", "No religious character"],
  ["church-of-england", "Church of England"],
  ["catholic", "Catholic"],
  ["other", "Another religious character"],
  ["not-recorded", "Character not recorded"],
];

/** @type {Choice[]} */
export const TRUSTS = [
  ["multi", "Multi-academy trust"],
  ["single", "Single-academy trust"],
  ["academy", "Academy, trust not recorded"],
  ["federation", "Federation"],
  ["foundation", "Foundation trust"],
  ["alone", "Maintained, in none of these"],
  ["not-recorded", "Neither is recorded"],
];

/** @type {Choice[]} */
export const SETTINGS = [
  ["rural", "Rural"],
  ["urban", "Urban"],
  ["not-recorded", "Setting not recorded"],
];

/**
 * From how many schools on, and what that is called.
 * @type {[least: number, value: string, label: string][]}
 */
const SIZES = [
  [1, "1", "1 school"],
  [2, "2", "2 schools"],
  [3, "3", "3 schools"],
  [4, "4", "4 schools"],
  [5, "5", "5 schools"],
  [6, "6-to-10", "6 to 10 schools"],
  [11, "11-up", "11 schools or more"],
];

/**
 * Pupils from which a band begins: below 110 a school is very small, 210 is a class of 30 a year.
 * @type {[least: number, value: string, label: string][]}
 */
const ROLLS = [
  [0, "pupils-0", "Under 50 pupils"],
  [50, "pupils-50", "50 to 109 pupils"],
  [110, "pupils-110", "110 to 209 pupils"],
  [210, "pupils-210", "210 to 419 pupils"],
  [420, "pupils-420", "420 to 839 pupils"],
  [840, "pupils-840", "840 pupils or more"],
];
const ROLL_NOT_RECORDED = "pupils-not-recorded";

export const SIZE_CHOICES = choicesOf(SIZES);
/** @type {Choice[]} */
export const ROLL_CHOICES = [...choicesOf(ROLLS), [ROLL_NOT_RECORDED, "Pupils not recorded"]];

const MINUTES = [5, 10, 15, 20, 30, 45, 60];

/**
 * @param {[least: number, value: string, label: string][]} bands
 * @returns {Choice[]}
 */
function choicesOf(bands) {
  return bands.map(([, value, label]) => [value, label]);
}

/**
 * The band that a number is in: the last one that it reaches.
 * @param {[least: number, value: string, label: string][]} bands
 * @param {number} number
 */
function bandOf(bands, number) {
  const reached = bands.filter(([least]) => number >= least).length;
  return bands[Math.max(1, reached) - 1][1];
}

/** @param {number} schools */
export function sizeOf(schools) {
  return bandOf(SIZES, schools);
}

/** @param {School} school */
export function rollOf({ pupils }) {
  return pupils === null ? ROLL_NOT_RECORDED : bandOf(ROLLS, pupils);
}

/** @param {School} school */
export function faithOf({ facts }) {
  return facts.faith ?? "not-recorded";
}

/** @param {School} school */
export function settingOf({ facts }) {
  if (facts.rural === null) return "not-recorded";
  return facts.rural ? "rural" : "urban";
}

/**
 * What a school is in already; a school may be in a federation and in a foundation trust.
 * @param {School} school
 */
export function trustsOf({ facts }) {
  const inside = [];
  if (facts.trust_kind === "sat") inside.push("single");
  else if (facts.trust_kind || facts.trust_id) inside.push("multi");
  if (facts.federation_id) inside.push("federation");
  if (facts.foundation_trust_id) inside.push("foundation");
  if (inside.length) return inside;
  if (facts.governance === "academy") return ["academy"];
  return [facts.governance === "maintained" ? "alone" : "not-recorded"];
}

/**
 * Longest journeys to choose from: round ones and the limit that the run kept for every pair.
 * @param {number|null} limit in minutes
 * @returns {Choice[]}
 */
export function withinChoices(limit) {
  const all = new Set([...MINUTES, ...(limit === null ? [] : [limit])]);
  return [...all]
    .sort((one, other) => one - other)
    .map((most) => [String(most), `At most ${most} minutes${most === limit ? " (the run's limit)" : ""}`]);
}

/**
 * Every time that the longest journey of a group keeps to; none where no journey is known.
 * @param {Group} group
 * @param {Choice[]} choices
 */
export function withinOf({ longestMin }, choices) {
  if (longestMin === null) return [];
  return choices.map(([value]) => value).filter((value) => longestMin <= Number(value));
}

/**
 * The patterns, phases and reasons that this page's words name.
 * @param {Context} context
 * @returns {Record<"pattern"|"form"|"status"|"phase"|"why"|"likelihood", Choice[]>}
 */
export function namedChoices({ words, raw, groups }) {
  const patterns = new Set([...Object.keys(words.patterns), ...groups.map(({ pattern }) => pattern)]);
  return {
    pattern: [...patterns].map((key) => [key, words.patterns[key]?.[0] ?? key]),
    form: Object.entries(words.forms),
    status: Object.entries(words.statuses),
    phase: Object.entries(words.phases).map(([key, [label]]) => [key, label]),
    why: Object.entries(raw.leftOver.whyWords),
    likelihood: [...Object.entries(words.likelihoods), ["no-record", "No record of such groups"]],
  };
}
