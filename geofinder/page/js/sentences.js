// Read sentences that are written once for all who are told them: geofinder/page/sentences.py.

import { parted, phrases, whole } from "./packed.js";

/** @import { PageData, School, Told } from "./types.d.ts" */

// eslint-disable-next-line no-control-regex -- no name or sentence holds these
const SLOTS = /[\u0001-\u0007]/g;
const [NUMBER, SCHOOL, TRUST, FEDERATION, FOUNDATION, AUTHORITY] = [1, 2, 3, 4, 5, 6];

/**
 * What the sentences of one page are made of; nothing is read before it is asked for.
 * @param {PageData["sentences"]} raw
 */
function makeTellers(raw) {
  const templates = phrases(raw.templates);
  const slots = templates.map((template) => template.match(SLOTS)?.length ?? 0);
  const odd = parted(raw.numbers);
  /** @type {Partial<Record<Told, {stream: number[], starts: number[]}>>} */
  const columns = {};

  /** @param {Told} key */
  function column(key) {
    const known = columns[key];
    if (known) return known;
    const stream = whole(raw[key]);
    const starts = [];
    for (let at = 0; at < stream.length; ) {
      starts.push(at);
      const count = stream[at++];
      for (let i = 0; i < count; i++) at += 1 + slots[stream[at]];
    }
    return (columns[key] = { stream, starts });
  }

  /**
   * @param {string} mark
   * @param {number} fill
   * @param {School[]} schools
   * @param {(group: number) => string} idOf
   */
  function filled(mark, fill, schools, idOf) {
    const kind = mark.charCodeAt(0);
    if (kind === NUMBER) return fill % 2 ? odd[(fill - 1) / 2] : String(fill / 2);
    if (kind > AUTHORITY) return idOf(fill);
    if (kind === SCHOOL) return schools[fill].name;
    const { facts } = schools[fill];
    if (kind === TRUST) return String(facts.trust_name);
    if (kind === FEDERATION) return String(facts.federation_name);
    return String(kind === FOUNDATION ? facts.foundation_trust_name : facts.la_name);
  }

  /**
   * @param {Told} key
   * @param {number} row
   * @param {School[]} schools
   * @param {(group: number) => string} idOf
   */
  function told(key, row, schools, idOf) {
    const { stream, starts } = column(key);
    let at = starts[row];
    return Array.from({ length: stream[at++] }, () =>
      templates[stream[at++]].replace(SLOTS, (mark) => filled(mark, stream[at++], schools, idOf)),
    );
  }
  return told;
}

/** @type {WeakMap<object, ReturnType<typeof makeTellers>>} */
const tellers = new WeakMap();

/**
 * The sentences of one text.
 * @param {PageData} raw
 * @param {Told} column
 * @param {number} row
 * @param {School[]} schools those that the text may name, in the order in which it counts them
 * @param {(group: number) => string} [idOf] the id of a group, by its place
 */
export function sentencesOf(raw, column, row, schools, idOf = String) {
  const known = tellers.get(raw.sentences) ?? makeTellers(raw.sentences);
  tellers.set(raw.sentences, known);
  return known(column, row, schools, idOf);
}
