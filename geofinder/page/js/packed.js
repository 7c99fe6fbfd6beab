// Read packed columns: geofinder/page/packing.py says how they are written.

/** @import { Coded, Numbers, Packed, Phrased } from "./types.d.ts" */

// 85 characters that mean nothing to JSON, to HTML or to a template.
const DIGITS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(i + 33)).filter((sign) => !"\"&'<>\\`{}".includes(sign));
const BASE = DIGITS.length;
const LAST = BASE - 1;
const DIGIT_OF = new Uint8Array(128);
DIGITS.forEach((sign, digit) => (DIGIT_OF[sign.charCodeAt(0)] = digit));
const [MISSING, SIGNED, STEPS] = [1, 2, 4];

/**
 * Numbers from 0 on: the first digit of each says how many more it has.
 * @param {string} text
 * @param {number} at where the two digits stand that say where longer numbers begin
 * @param {number} end
 */
function stream(text, at, end) {
  const short = DIGIT_OF[text.charCodeAt(at)];
  const middle = DIGIT_OF[text.charCodeAt(at + 1)];
  const second = short + (middle - short) * BASE;
  /** @type {number[]} */
  const values = [];
  let place = at + 2;
  const next = () => DIGIT_OF[text.charCodeAt(place++)];
  while (place < end) {
    const digit = next();
    if (digit < short) values.push(digit);
    else if (digit < middle) values.push(short + (digit - short) * BASE + next());
    else if (digit < LAST) values.push(second + ((digit - middle) * BASE + next()) * BASE + next());
    else values.push((((next() * BASE + next()) * BASE + next()) * BASE + next()) * BASE + next());
  }
  return values;
}

/**
 * Each value as often as its run is long.
 * @param {number[]} values
 * @param {number[]} lengths less one
 */
function unrolled(values, lengths) {
  /** @type {number[]} */
  const each = [];
  values.forEach((value, run) => {
    for (let left = lengths[run]; left >= 0; left--) each.push(value);
  });
  return each;
}

/**
 * The numbers of a packed column, null where one is missing.
 * @param {Packed} text
 * @returns {Numbers}
 */
export function numbers(text) {
  const kind = Number(text[0]);
  const space = text.indexOf(" ");
  const end = space < 0 ? text.length : space;
  const written = stream(text, 1, end);
  /** @type {Numbers} */
  const values = space < 0 ? written : unrolled(written, stream(text, space + 1, text.length));
  if (!kind) return values;
  const first = kind & MISSING ? 1 : 0;
  let total = 0;
  // In the same array: a page has dozens of long ones.
  for (let i = 0; i < values.length; i++) {
    const folded = Number(values[i]) - first;
    if (folded < 0) {
      values[i] = null;
      continue;
    }
    const own = !(kind & SIGNED) ? folded : folded % 2 ? -(folded + 1) / 2 : folded / 2;
    total = kind & STEPS ? total + own : own;
    values[i] = total;
  }
  return values;
}

/**
 * The same for a column without gaps.
 * @param {Packed} text
 */
export function whole(text) {
  return /** @type {number[]} */ (numbers(text));
}

/**
 * Texts that stand behind one another, each behind the mark that is first of all.
 * @param {string} text
 */
export function parted(text) {
  return text ? text.slice(1).split(text[0]) : [];
}

/**
 * Texts in numbers of words and phrases: geofinder/page/phrases.py.
 * @param {Phrased} column
 */
export function phrases({ shared, once, at }) {
  const [known, alone] = [parted(shared), parted(once)];
  /** @type {string[]} */
  const texts = [];
  let text = "";
  let used = 0;
  let begun = false;
  for (const number of whole(at)) {
    if (number === 0) {
      texts.push(text);
      [text, begun] = ["", false];
      continue;
    }
    const part = number === 1 ? alone[used++] : known[number - 2];
    text = begun ? `${text} ${part}` : part;
    begun = true;
  }
  return texts;
}

/**
 * The distinct texts of a coded column.
 * @param {Coded["of"]} of
 */
function distinct(of) {
  if (typeof of === "string") return parted(of);
  return Array.isArray(of) ? of : phrases(of);
}

/**
 * A column of codes as a column of texts, null where missing.
 * @param {Coded} column
 * @param {Numbers} [key] the places of the column that this one follows from, where it says `by`
 */
export function decoded(column, key) {
  const of = distinct(column.of);
  const at = numbers(column.at);
  /** @param {number|null} place */
  const text = (place) => (place === null ? null : of[place]);
  if (!column.by || !key) return at.map(text);
  const texts = at.map(text);
  return key.map((place) => texts[place ?? texts.length - 1]);
}

/** @type {WeakMap<object, Map<string, Numbers>>} */
const unpacked = new WeakMap();

/**
 * A packed column of an object, read when it is first asked for and then kept.
 * @template {string} Key
 * @param {Record<Key, Packed>} owner
 * @param {Key} key
 */
export function packedColumn(owner, key) {
  const known = unpacked.get(owner) ?? new Map();
  unpacked.set(owner, known);
  const column = known.get(key) ?? numbers(owner[key]);
  known.set(key, column);
  return column;
}
