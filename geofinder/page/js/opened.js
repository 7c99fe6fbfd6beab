// Show what is open in place of the list: a group, a school, a federation or trust.

import { byId, el, fill, link } from "./dom.js";
import { groupTitle } from "./cards.js";
import { isGroup, isSchool } from "./data.js";
import { bodyDetail } from "./bodydetail.js";
import { compareDetail } from "./compare.js";
import { comparison, isComparison } from "./comparing.js";
import { groupDetail } from "./groupdetail.js";
import { schoolDetail } from "./schooldetail.js";
import { SELECTING } from "./state.js";

/** @import { Context, Item, Opened, Selecting, State, Store } from "./types.d.ts" */

/**
 * @param {Context} context
 * @param {Store} store
 * @returns {Opened}
 */
export function makeOpened(context, store) {
  /** @type {[Selecting, string]|null} */
  let lastOpened = null;
  const scrolled = byId("panel");

  /**
   * @param {State} state
   * @returns {Item|undefined}
   */
  function selectedIn(state) {
    if (state.group) return context.groups.find((group) => group.id === state.group);
    if (state.school) return context.schools.find((school) => String(school.urn) === state.school);
    if (state.body) return context.bodies.find((body) => body.key === state.body);
    if (state.compare) return comparison(context.groups, state.compare);
    return undefined;
  }

  /** @param {Item} item */
  function title(item) {
    if (isComparison(item)) return "Groups side by side";
    return isGroup(item) ? groupTitle(context, item) : item.name;
  }

  /** @param {Item} item */
  function contents(item) {
    if (isComparison(item)) return compareDetail(context, item);
    if (isGroup(item)) return groupDetail(context, item, context.groups.length);
    return isSchool(item) ? schoolDetail(context, item) : bodyDetail(context, item);
  }

  function close() {
    const state = store.get();
    const [key, id] = lastOpened || ["", ""];
    store.change({ group: "", school: "", body: "" });
    const selector = `[data-key="${CSS.escape(`${key}-${id}`)}"] button`;
    const card = /** @type {HTMLElement|null} */ (document.querySelector(selector));
    (card || byId(`tab-${state.view}`)).focus();
  }

  /** @param {Item|undefined} item */
  function bar(item) {
    const back = link("\u2190 Back to the list", close, { class: "link back" });
    const copy = item && el("button", { type: "button", class: "copy", on: { click: context.share } }, "Copy link");
    const print = item && el("button", { type: "button", class: "print", on: { click: context.print } }, "Print");
    return el("div", { class: "detail-bar" }, back, copy, print);
  }

  /**
   * @param {State} state
   * @param {Partial<State>} before
   */
  function write(state, before) {
    const item = selectedIn(state);
    const detail = byId("detail");
    const asked = SELECTING.some((key) => state[key]);
    detail.hidden = !asked;
    scrolled.classList.toggle("has-detail", asked);
    byId("view").hidden = asked;
    if (!asked) return fill(detail);
    const heading = el("h2", { id: "detail-heading", tabindex: "-1" }, el("bdi", {}, item ? title(item) : "Not on this map"));
    const content = item
      ? contents(item)
      : [el("p", {}, "This page holds nothing with that address. It may come from another run.")];
    fill(detail, bar(item), heading, ...content.filter(Boolean));
    const changed = SELECTING.some((key) => state[key] !== before[key]);
    if (changed) {
      scrolled.scrollTop = 0;
      heading.focus({ preventScroll: window.innerWidth >= 900 });
    }
    for (const key of SELECTING) if (state[key]) lastOpened = [key, state[key]];
  }

  return { selectedIn, write };
}
