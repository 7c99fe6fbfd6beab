// What each view lists: the search, the filters and the order, from what is chosen.

import { folded, holds, makeSearch, terms } from "./find.js";
import { makeFilters, schoolsIn } from "./filters.js";
import { sift } from "./sifting.js";
import { makeOrders } from "./sorting.js";

/** @import { Context, Items, Listable, Listed, Lists, ListView, State } from "./types.d.ts" */

/** @type {ListView[]} */
const LISTS = ["plan", "groups", "schools", "existing", "left"];

/**
 * @param {Context} context
 * @returns {Lists}
 */
export function makeLists(context) {
  const { plan, groups, schools, bodies, leftOver } = context;
  /** @type {Items} */
  const all = { plan: plan?.groups ?? [], groups, schools, existing: bodies, left: leftOver };
  const filters = makeFilters(context, all);
  const search = makeSearch(schools);
  const orderOf = makeOrders(all);

  /**
   * Whether the search finds an item: one of its schools, or its name where it has no school here.
   * @param {ListView} view
   * @param {string} q
   */
  function searched(view, q) {
    const hits = search.found(q);
    if (!hits) return undefined;
    const items = /** @type {Listable[]} */ (all[view]);
    const wanted = terms(q);
    return (/** @type {number} */ place) => {
      const item = items[place];
      const inside = schoolsIn(item);
      if (inside.length) return inside.some(({ i }) => hits[i]);
      return "name" in item && wanted.length > 0 && holds(` ${folded(item.name)}`, wanted);
    };
  }

  /**
   * @param {State} state
   * @returns {Listed}
   */
  function listed(state) {
    /** @type {Listed} */
    const shown = {
      plan: [], groups: [], schools: [], existing: [], left: [], about: [],
      chosen: filters.chosen(state.view, state),
      counts: {},
    };
    for (const view of LISTS) {
      const items = /** @type {Listable[]} */ (all[view]);
      const open = view === state.view;
      const tests = filters.tests(view, state, open);
      const { fits, counts } = sift(items.length, tests, searched(view, state.q));
      // Of a view that is not open only the number is seen: it needs no order.
      const rows = open
        ? Array.from(orderOf(view, state.sort).filter((place) => fits[place]), (place) => items[place])
        : items.filter((_, place) => fits[place]);
      Object.assign(shown, { [view]: rows });
      if (open) shown.counts = counts;
    }
    return shown;
  }

  return { filters, all, listed, prepare: search.prepare };
}
