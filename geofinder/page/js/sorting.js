// Put the items of a view in the order that is chosen. What is missing comes last, both ways.

import { folded } from "./find.js";

/** @import { Choice, Group, Items, Listable, ListView, View } from "./types.d.ts" */

/** @type {Choice[]} */
const OF_GROUPS = [
  ["minutes", "Shortest journey"],
  ["minutes-down", "Longest journey"],
  ["pupils", "Fewest pupils"],
  ["pupils-down", "Most pupils"],
  ["schools", "Most schools"],
  ["hub", "Name of hub"],
];

/**
 * The orders of each view; the first is the one where none is chosen.
 * @type {Record<View, Choice[]>}
 */
const ORDERS = {
  plan: [["", "Number in the plan"], ...OF_GROUPS],
  groups: [["", "Best first"], ...OF_GROUPS],
  schools: [
    ["", "Name"],
    ["pupils", "Fewest pupils"],
    ["pupils-down", "Most pupils"],
    ["urn", "URN"],
    ["groups", "Most candidate groups"],
  ],
  existing: [["", "Kind, largest first"], ["schools", "Most schools"], ["name", "Name"]],
  left: [["", "Name"], ["why", "Reason"]],
  about: [],
};

/** @param {View} view */
export function ordersOf(view) {
  return ORDERS[view];
}

/** Every order that some view has. */
export function knownOrders() {
  return new Set(Object.values(ORDERS).flatMap((orders) => orders.map(([value]) => value)));
}

/**
 * By what an order compares, the smallest first; null is missing. As the items are given is the
 * order of those that are alike.
 * @type {{[Of in ListView]: Record<string, (item: Items[Of][number]) => string|number|null>}}
 */
const KEYS_OF = {
  plan: { "": ({ planned }) => planned.number, ...keysOfGroups() },
  groups: keysOfGroups(),
  schools: {
    "": ({ name }) => folded(name),
    pupils: ({ pupils }) => pupils,
    "pupils-down": ({ pupils }) => down(pupils),
    urn: ({ urn }) => urn,
    groups: ({ groups }) => -groups.length,
  },
  existing: {
    schools: ({ schools }) => -schools.length,
    name: ({ name }) => folded(name),
  },
  left: {
    "": ({ name }) => folded(name),
    why: ({ why }) => why,
  },
};

/** @returns {Record<string, (group: Group) => string|number|null>} */
function keysOfGroups() {
  return {
    minutes: ({ longestMin }) => longestMin,
    "minutes-down": ({ longestMin }) => down(longestMin),
    pupils: ({ pupils }) => pupils,
    "pupils-down": ({ pupils }) => down(pupils),
    schools: ({ members }) => -members.length,
    hub: ({ hub }) => folded(hub.name),
  };
}

/** @param {number|null} value */
function down(value) {
  return value === null ? null : -value;
}

/**
 * The places of the items in their order.
 * @param {(string|number|null)[]} keys
 * @returns {Int32Array}
 */
export function ordered(keys) {
  return Int32Array.from(keys.keys()).sort((one, other) => {
    const [a, b] = [keys[one], keys[other]];
    if (a === b) return one - other;
    if (a === null) return 1;
    if (b === null) return -1;
    return a < b ? -1 : 1;
  });
}

/**
 * The orders of a page, each made when it is first asked for: the places of all the items.
 * @param {Items} all
 * @returns {(view: ListView, sort: string) => Int32Array}
 */
export function makeOrders(all) {
  /** @type {Map<string, Int32Array>} */
  const made = new Map();
  return (view, sort) => {
    const known = ORDERS[view].some(([value]) => value === sort) ? sort : "";
    const name = `${view} ${known}`;
    const keyOf = /** @type {((item: Listable) => string|number|null)|undefined} */ (KEYS_OF[view][known]);
    const items = /** @type {Listable[]} */ (all[view]);
    const order = made.get(name) ?? (keyOf ? ordered(items.map(keyOf)) : Int32Array.from(items.keys()));
    made.set(name, order);
    return order;
  };
}
