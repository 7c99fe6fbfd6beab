// Search: words as people type them, and the schools that hold every one of them.

/** @import { School } from "./types.d.ts" */

const APOSTROPHES = /['\u2018\u2019\u02bc`\u00b4]/g;
const BETWEEN_WORDS = /[\s!-/:-@[-`{-~\u2010-\u2015\u00b7]+/g;
/** Shorter words are looked for only where a word begins, else "st mary" finds "East Primary". */
const LEAST_INSIDE = 5;

/**
 * A text as it is compared: small letters without accents, apostrophes and other marks, "Saint"
 * as "st" and "&" as "and", so that "st marys" finds "St. Mary's" and "Saint Mary's".
 * @param {string} text
 */
export function folded(text) {
  let plain = text.toLowerCase();
  if (/[\u0080-\uffff]/.test(plain)) {
    plain = plain.replace(APOSTROPHES, "").normalize("NFKD").replace(/\p{M}+/gu, "");
  }
  // To ask whether a text holds something costs a small part of replacing it.
  if (plain.includes("&")) plain = plain.replace(/&/g, " and ");
  plain = plain.replace(APOSTROPHES, "").replace(BETWEEN_WORDS, " ");
  if (plain.includes("saint")) plain = plain.replace(/\bsaint\b/g, "st");
  return plain.trim();
}

/**
 * The words of a search; every one of them must be found. A word is found as any of the texts
 * that stand for it.
 * @param {string} q
 * @returns {string[][]}
 */
export function terms(q) {
  const words = folded(q).split(" ").filter(Boolean);
  return words.map((word) => {
    if (word.length >= LEAST_INSIDE) return [word];
    // "sai" and "sain" are on their way to "saint", which stands there as "st".
    const saint = word.length > 2 && "saint".startsWith(word);
    return saint ? [` ${word}`, " st "] : [` ${word}`];
  });
}

/**
 * Whether a folded text that begins with a space holds every word.
 * @param {string} hay
 * @param {string[][]} wanted
 */
export function holds(hay, wanted) {
  for (const texts of wanted) {
    let held = false;
    for (const text of texts) held ||= hay.includes(text);
    if (!held) return false;
  }
  return true;
}

/**
 * What a search looks through for one school: name, URN, town, postcode with its space and
 * without, and the trust and federation that it is in.
 * @param {School} school
 * @param {(text: string) => string} fold
 */
function haystack({ name, urn, facts }, fold) {
  const postcode = (facts.postcode ?? "").toLowerCase();
  const parts = [folded(name), urn, fold(facts.town ?? ""), postcode, postcode.replace(/\s/g, "")];
  for (const body of [facts.trust_name, facts.federation_name, facts.foundation_trust_name]) {
    if (body) parts.push(fold(body));
  }
  return ` ${parts.join(" ")}`;
}

/**
 * Search among schools. What is looked through is made in slices while nobody asks for anything,
 * the rest of it at the first search: 27,000 schools take a moment, which neither the opening of
 * the page nor the first letters can spare.
 * @param {School[]} schools
 */
export function makeSearch(schools) {
  /** @type {string[]} */
  const hays = [];
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @type {{q: string, hits: Uint8Array|null}} */
  let last = { q: "", hits: null };

  /** @param {string} text a text that many schools share is folded once */
  function fold(text) {
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = folded(text);
    known.set(text, now);
    return now;
  }

  /**
   * Make some more of what is looked through; returns whether all of it is there.
   * @param {number} [most]
   */
  function prepare(most = schools.length) {
    const end = Math.min(schools.length, hays.length + most);
    while (hays.length < end) hays.push(haystack(schools[hays.length], fold));
    return hays.length === schools.length;
  }

  /**
   * By the place of each school: 1 where the search finds it; null where nothing is searched.
   * @param {string} q
   */
  function found(q) {
    if (q === last.q) return last.hits;
    last = { q, hits: q.trim() ? lookedUp(terms(q)) : null };
    return last.hits;
  }

  /** @param {string[][]} wanted none is a search for marks alone, which finds nothing */
  function lookedUp(wanted) {
    const hits = new Uint8Array(schools.length);
    if (!wanted.length) return hits;
    prepare();
    for (let place = 0; place < hays.length; place += 1) {
      if (holds(hays[place], wanted)) hits[place] = 1;
    }
    return hits;
  }

  return { prepare, found };
}
