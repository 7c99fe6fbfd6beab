// The list of a view: how many, in which order, fifty cards at a time.

import { byId, el, fill } from "./dom.js";
import { count, plural } from "./text.js";
import { bodyCard, groupCard, leftOverCard, schoolCard } from "./cards.js";
import { ordersOf } from "./sorting.js";

/** @import { Context, Items, Listed, Listing, ListView, State, Store } from "./types.d.ts" */

const PAGE = 50;

/** @type {Record<ListView, [one: string, many: string]>} */
const NOUNS = {
  plan: ["group of the plan", "groups of the plan"],
  groups: ["candidate group", "candidate groups"],
  schools: ["school", "schools"],
  existing: ["trust or federation", "trusts and federations"],
  left: ["school left over", "schools left over"],
};

/**
 * What the line above the list says.
 * @param {ListView} view
 * @param {number} listed
 * @param {number} all
 */
function countWords(view, listed, all) {
  const total = plural(all, ...NOUNS[view]);
  return listed === all ? total : `${count(listed)} of ${total}`;
}

/**
 * @param {Context} context
 * @param {Store} store
 * @param {Items} all
 * @returns {Listing}
 */
export function makeListing(context, store, all) {
  let limit = PAGE;
  /** @type {{state: State, shown: Listed}|null} */
  let last = null;
  byId("sort").addEventListener("change", () => store.change({ sort: byId("sort").value }));

  /**
   * @param {State} state
   * @param {Listed} shown
   */
  function cards(state, shown) {
    const { view, group, school, body } = state;
    /**
     * @template One
     * @param {One[]} items
     * @param {(one: One) => HTMLElement} card
     */
    const first = (items, card) => items.slice(0, limit).map(card);
    if (view === "schools") return first(shown[view], (one) => schoolCard(context, one, school === String(one.urn)));
    if (view === "existing") return first(shown[view], (one) => bodyCard(context, one, body === one.key));
    if (view === "left") return first(shown[view], (one) => leftOverCard(context, one, false));
    return first(shown[view], (one) => groupCard(context, one, group === one.id, view === "plan"));
  }

  /**
   * @param {State} state
   * @param {Listed} shown
   */
  function writeList(state, shown) {
    const about = state.view === "about";
    byId("about").hidden = !about;
    byId("list").hidden = about;
    if (context.plan) byId("plan").hidden = state.view !== "plan";
    if (about) return fill(byId("list"));
    const { length } = shown[state.view];
    const rest = length - limit;
    const more =
      rest > 0
        ? el("button", { type: "button", class: "more", on: { click: showMore } }, `Show ${count(Math.min(PAGE, rest))} more of ${count(rest)}`)
        : null;
    const none = length ? null : el("p", { class: "none" }, nothing(state));
    fill(byId("list"), none, el("ul", { class: "cards" }, ...cards(state, shown)), more);
  }

  /** @param {State} state */
  function nothing(state) {
    if (state.view === "plan" && !all.plan.length) return "The plan has no group.";
    if (state.view === "left" && !all.left.length) return "No small school is left over.";
    return "Nothing in this list fits the search and the filters.";
  }

  function showMore() {
    if (!last) return;
    const before = limit;
    limit += PAGE;
    writeList(last.state, last.shown);
    byId("list").querySelectorAll(".card")[before]?.querySelector("button")?.focus();
  }

  /**
   * How many there are, and in which order; `about` has neither.
   * @param {State} state
   * @param {Listed} shown
   */
  function writeHead({ view, sort }, shown) {
    byId("list-head").hidden = view === "about";
    const line = byId("order-line");
    line.hidden = !line.textContent || !["plan", "groups"].includes(view);
    if (view === "about") return;
    byId("count").textContent = countWords(view, shown[view].length, all[view].length);
    const orders = ordersOf(view);
    const select = byId("sort");
    select.parentElement.hidden = all[view].length < 2;
    if (select.dataset.view !== view) {
      fill(select, ...orders.map(([value, label]) => el("option", { value }, label)));
      select.dataset.view = view;
    }
    select.value = orders.some(([value]) => value === sort) ? sort : "";
  }

  /**
   * @param {State} state
   * @param {Listed} shown
   * @param {boolean} anew whether the list begins again at its top
   */
  function write(state, shown, anew) {
    if (anew) limit = PAGE;
    last = { state, shown };
    writeHead(state, shown);
    writeList(state, shown);
  }

  return { write };
}
