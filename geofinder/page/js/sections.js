// Lay out what the details are made of: sections with a heading, names with their values.

import { el } from "./dom.js";

/** @import { Child, Row } from "./types.d.ts" */

/**
 * @param {string} title
 * @param {...Child} children
 */
export function section(title, ...children) {
  return el("section", {}, el("h3", {}, title), ...children);
}

/**
 * Names and values; a value may be text or an element.
 * @param {(Row|null)[]} rows
 */
export function facts(rows) {
  const kept = rows.filter((row) => row !== null);
  return el(
    "dl",
    { class: "facts" },
    ...kept.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))),
  );
}
