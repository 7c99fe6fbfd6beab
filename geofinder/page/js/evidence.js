// Say how often pairs like a group's have come together, what speaks for it and against it, and
// what its score is made of.

import { el, list } from "./dom.js";
import { reasonsOf } from "./data.js";
import { section } from "./sections.js";
import { linked } from "./linking.js";

/** @import { Child, Context, Group, PageData } from "./types.d.ts" */

const SPEAKS_FOR = "For it: ";
const SPEAKS_AGAINST = "Against it: ";

/**
 * A group's reasons in parts: what it is, how often such came together, what speaks for it and
 * against it. Where there is no evidence all of them say what it is.
 * @param {PageData} raw
 * @param {Group} group
 */
export function partedReasons(raw, group) {
  const all = reasonsOf(raw, group);
  const word = group.likelihood && raw.words.likelihoods[group.likelihood];
  const at = word ? all.findIndex((sentence) => sentence.startsWith(`${word}, `)) : -1;
  /** @type {Record<"plain"|"often"|"good"|"bad", string[]>} */
  const parts = { plain: at < 0 ? all : all.slice(0, at), often: [], good: [], bad: [] };
  let into = parts.often;
  for (const sentence of at < 0 ? [] : all.slice(at)) {
    const mark = [SPEAKS_FOR, SPEAKS_AGAINST].find((one) => sentence.startsWith(one)) ?? "";
    if (mark) into = mark === SPEAKS_FOR ? parts.good : parts.bad;
    into.push(sentence.slice(mark.length));
  }
  return parts;
}

/**
 * The word with its frequency, the word set off; null where there is none.
 * @param {PageData} raw
 * @param {Group} group
 */
export function oftenLine(raw, group) {
  const [first = "", ...more] = partedReasons(raw, group).often;
  const word = first.slice(0, first.indexOf(","));
  return first ? el("p", { class: "often" }, el("strong", {}, word), [first.slice(word.length), ...more].join(" ")) : null;
}

/**
 * Whether the run is ordered by evidence, and there is none for a group.
 * @param {PageData} raw
 * @param {Group} group
 */
function unproven({ about }, group) {
  return group.likelihood === null && about.order?.unproven;
}

/**
 * The line of a card: the word with its frequency, or that there is no evidence.
 * @param {PageData} raw
 * @param {Group} group
 */
export function likelihoodLine(raw, group) {
  if (!unproven(raw, group)) return oftenLine(raw, group);
  return el("p", { class: "often" }, "No record of such groups in the past: scored by chosen weights");
}

/**
 * @param {string} heading
 * @param {string[]} sentences
 * @returns {Child[]}
 */
function side(heading, sentences) {
  return sentences.length ? [el("h4", {}, heading), list(sentences)] : [];
}

/**
 * What real schools did, for a group's detail; null where the run is not ordered by it.
 * @param {Context} context
 * @param {Group} group
 */
export function evidenceSection({ raw }, group) {
  const heading = "What schools have done";
  const none = unproven(raw, group);
  if (none) return section(heading, el("p", {}, none));
  if (!group.likelihood) return null;
  const { good, bad } = partedReasons(raw, group);
  return section(
    heading,
    oftenLine(raw, group),
    ...side("What speaks for it", good),
    ...side("What speaks against it", bad),
    el("p", { class: "figures" }, raw.about.order?.words),
  );
}

/**
 * Why a group was found, without what real schools did.
 * @param {Context} context
 * @param {Group} group
 */
export function whySection(context, group) {
  const { plain } = partedReasons(context.raw, group);
  return section("Why this group", list(plain.map((reason) => linked(context, reason))));
}

/**
 * What a group's score is made of; null where the page does not know.
 * @param {PageData} raw
 * @param {Group} group
 */
export function scoreNote({ about, local }, group) {
  if (!about.order) return null;
  const nudged = local ? ", with what local knowledge adds to it or takes from it" : "";
  if (!group.likelihood) {
    const times = about.order.unproven ? ", times a constant: see \u201cWhat schools have done\u201d" : "";
    return el("p", {}, `The score is the weighted mean of the criteria that are known${times}${nudged}.`);
  }
  const least = group.members.length > 2 && !group.members.some(({ role }) => role === "joiner");
  const of = least ? "the share of its least likely pair" : "the share";
  return el(
    "p",
    {},
    `The score is ${of} under \u201cWhat schools have done\u201d: 0.25 is 25 of 100${nudged}. ` +
      "The criteria are shown to compare groups; the score is not made of them.",
  );
}
