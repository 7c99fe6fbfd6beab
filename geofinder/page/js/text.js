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

const NUMBERS = new Intl.NumberFormat("en-GB");

/**
 * 1234 as "1,234".
 * @param {number} value
 */
export function count(value) {
  return NUMBERS.format(value);
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

/** What is said wherever a journey takes no time, with the figure that the table of minutes has. */
const ONE_PLACE = "all at one place (0 min)";

/**
 * The longest journey within a group, in words.
 * @param {number|null} min
 * @param {number|null} metres
 */
export function longest(min, metres) {
  if (min === 0) return ONE_PLACE;
  return `longest journey ${longestFact(min, metres)}`;
}

/**
 * The same after a heading that says what it is.
 * @param {number|null} min
 * @param {number|null} metres
 */
export function longestFact(min, metres) {
  if (min === null) return "not known";
  return min === 0 ? ONE_PLACE : travelled(min, metres);
}

/**
 * The way from a school to its group's hub, and the way back where it takes another time.
 * @param {number|null} there
 * @param {number|null} back
 */
export function bothWays(there, back) {
  if (there === 0 && back === 0) return "at the hub's place (0 min)";
  const same = bareMinutes(there) === bareMinutes(back);
  return same
    ? `${minutes(there)} to the hub${estimateMark()}`
    : `${minutes(there)} to the hub, ${minutes(back)} back${estimateMark()}`;
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
