// Turn the ids of groups that stand in sentences into links to those groups.

import { el, link } from "./dom.js";

/** @import { Context, Group } from "./types.d.ts" */

const GROUP_ID = /[a-z][a-z-]*-[0-9a-f]{6,}/g;

/**
 * A sentence in parts: texts, and the groups of the page whose ids stand between them.
 * @param {string} text
 * @param {(id: string) => Group|undefined} groupOf
 * @returns {(string|Group)[]}
 */
export function partedAtIds(text, groupOf) {
  /** @type {(string|Group)[]} */
  const parts = [];
  let from = 0;
  for (const { 0: id, index } of text.matchAll(GROUP_ID)) {
    const group = groupOf(id);
    if (!group) continue;
    if (index > from) parts.push(text.slice(from, index));
    parts.push(group);
    from = index + id.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/**
 * A sentence with a link wherever it names a group of the page by its id. The id stays what is
 * read: it is what the command line takes.
 * @param {Context} context
 * @param {string} text
 */
export function linked({ groups, open }, text) {
  const parts = partedAtIds(text, (id) => groups.find((group) => group.id === id));
  const nodes = parts.map((part) =>
    typeof part === "string" ? part : link(part.id, () => open("group", part.id), { class: "link inline" }),
  );
  return el("span", {}, ...nodes);
}
