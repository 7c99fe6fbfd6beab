// Say what form a group could take: each verdict with its rules, and all of them in one line.

import { el, list } from "./dom.js";
import { capital, count, plural } from "./text.js";
import { verdictsOf } from "./data.js";

/** @import { Context, Group, Verdict, Words } from "./types.d.ts" */

/**
 * How many forms have a status, in that status's own words.
 * @type {Record<string, (forms: number) => string>}
 */
const COUNTED = {
  "needs-consent": (forms) => `${count(forms)} ${forms === 1 ? "needs" : "need"} consent`,
  "not-known": (forms) => `${count(forms)} not known`,
  blocked: (forms) => `${count(forms)} blocked`,
};

/**
 * A verdict in words, with a sign that does not need colour.
 * @param {Words} words
 * @param {string} status
 */
export function statusMark(words, status) {
  return el("span", { class: `status status-${status}` }, words.statuses[status]);
}

/**
 * The forms beside the best one: those that are open by name, the others counted by status.
 * @param {Pick<Verdict, "form"|"status">[]} verdicts
 * @param {string} best
 * @param {Record<string, string>} names
 */
export function otherForms(verdicts, best, names) {
  const others = verdicts.filter(({ form }) => form !== best);
  const open = others.filter(({ status }) => status === "open").map(({ form }) => names[form].toLowerCase());
  const counted = Object.entries(COUNTED).map(([status, told]) => {
    const { length } = others.filter((verdict) => verdict.status === status);
    return length ? told(length) : "";
  });
  return capital([open.length ? `also open: ${open.join(", ")}` : "", ...counted].filter(Boolean).join("; "));
}

/**
 * One rule with its source.
 * @param {Context} context
 * @param {string} id
 */
function rule(context, id) {
  const { rules, words } = context;
  const known = rules[id];
  if (!known) return el("span", {}, id);
  const dated = known.source_date ? `, ${known.source_date}` : "";
  const sure = known.sure && words.sure[known.sure] ? ` (${words.sure[known.sure]})` : "";
  const source = known.source ? `Source: ${known.source}${dated}${sure}.` : "Source not recorded.";
  return el("span", {}, known.sentence || id, " ", el("span", { class: "source" }, source));
}

/**
 * The verdict on each form, with its sentences, its rules and their sources.
 * @param {Context} context
 * @param {Group} group
 */
export function verdictList(context, group) {
  const { raw, words } = context;
  const rows = verdictsOf(raw, group).map((verdict) =>
    el(
      "div",
      { class: "verdict" },
      el("h4", {}, words.forms[verdict.form], ": ", statusMark(words, verdict.status)),
      ...verdict.said.map((said) => el("p", {}, said)),
      verdict.rules.length
        ? el(
            "details",
            {},
            el("summary", {}, `${plural(verdict.rules.length, "rule")} behind this`),
            list(verdict.rules.map((id) => rule(context, id))),
          )
        : null,
    ),
  );
  return el("div", {}, ...rows);
}
