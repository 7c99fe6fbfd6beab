// Show an existing federation or trust.

import { el, link, list, name } from "./dom.js";
import { BODY_WORDS, schoolLine } from "./cards.js";
import { bodyReach } from "./reach.js";
import { section } from "./sections.js";

/** @import { Body, Context } from "./types.d.ts" */

/**
 * @param {Context} context
 * @param {Body} body
 */
export function bodyDetail(context, body) {
  const { open } = context;
  const lines = body.schools.map((school) =>
    el(
      "span",
      {},
      link(name(school.name), () => open("school", String(school.urn))),
      el("span", { class: "figures" }, schoolLine(context, school)),
    ),
  );
  return [
    el("p", { class: "lead" }, `${BODY_WORDS[body.kind]}, as the register records it.`),
    el("p", {}, "Only its schools on this map are listed; it may have others elsewhere."),
    section("Its schools", list(lines, { class: "members" })),
    bodyReach(context, body),
  ];
}
