// Say numbers and codes in words.

/** @import { Group } from "./types.d.ts" */

const NOT_RECORDED = "not recorded";
let estimated = false;

/**
 * Say from now on whether minutes and distances are estimates.
 * @param {boolean} yes
 */
export function setEstimate(yes) {
  estimated = yes;
}

/** "estimate", in brackets, where figures of travel are not by road. */
export function estimateMark() {
  return estimated ? " (estimate)" : "";
}

/**
 * 1234 as "1,234".
 * @param {number} value
 */
export function count(value) {
  return value.toLocaleString("en-GB");
}

/**
 * "1 school", "2 schools".
 * @param {number} value
 * @param {string} one
 * @param {string} [many]
 */
export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * Minutes of travel without the mark of an estimate, for tables that say it once.
 * @param {number|null} value
 */
export function bareMinutes(value) {
  if (value === null) return "no route";
  if (value < 1) return value === 0 ? "0" : "under 1";
  return String(Math.round(value));
}

/**
 * Minutes by car: "12 min".
 * @param {number|null} value
 */
export function minutes(value) {
  return value === null ? "no route known" : `${bareMinutes(value)} min`;
}

/**
 * Metres as "9.4 km".
 * @param {number|null} metres
 */
export function kilometres(metres) {
  if (metres === null) return "distance not known";
  return `${(metres / 1000).toFixed(1)} km`;
}

/**
 * "12 min, 9.4 km (estimate)".
 * @param {number|null} min
 * @param {number|null} metres
 */
export function travelled(min, metres) {
  if (min === null) return "no route known";
  return `${minutes(min)}, ${kilometres(metres)}${estimateMark()}`;
}

/**
 * The longest journey within a group, in words.
 * @param {number|null} min
 * @param {number|null} metres
 */
export function longest(min, metres) {
  if (min === null) return "longest journey not known";
  if (min === 0 && metres === 0) return "all at one place";
  return `longest journey ${travelled(min, metres)}`;
}

/**
 * A number of pupils; missing is not zero.
 * @param {number|null} value
 */
export function pupils(value) {
  return value === null ? `pupils ${NOT_RECORDED}` : plural(value, "pupil");
}

/**
 * Pupils of a group in some years, by local forecasts: "in 1 year 165, in 3 years not known".
 * @param {Group} group
 */
export function pupilsAhead(group) {
  const parts = group.ahead.map(
    ({ years, pupils: value }) => `in ${plural(years, "year")} ${value === null ? "not known" : count(value)}`,
  );
  return `${parts.join(", ")} (local forecasts)`;
}

/**
 * A text, a number or "not recorded".
 * @param {string|number|null|undefined} value
 */
export function recorded(value) {
  if (value === null || value === undefined || value === "") return NOT_RECORDED;
  return typeof value === "number" ? count(value) : value;
}

/**
 * The first letter large.
 * @param {string} text
 */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
