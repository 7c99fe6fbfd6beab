// Fill the panel: filters with their counts, the tabs, the list, the details of what is open.

import { byId } from "./dom.js";
import { makeFinder } from "./finder.js";
import { makeListing } from "./listing.js";
import { makeOpened } from "./opened.js";
import { forgetShared, share } from "./sharing.js";
import { NOTHING_OPEN } from "./state.js";
import { listenTabs, writeTabs } from "./tabs.js";

/** @import { Context, Lists, Panel, State, Store, View } from "./types.d.ts" */

/** Long enough that a quick typist's letters are looked up together. */
const TYPING_MS = 20;
/** What is chosen beside a list: it goes on where it was. @type {(keyof State)[]} */
const BESIDE_LISTS = ["school", "group", "body", "compare", "pick", "reach", "layer"];

/**
 * @param {Context} context
 * @param {Store} store
 * @param {Lists} lists
 * @returns {Panel}
 */
export function makePanel(context, store, lists) {
  const finder = makeFinder(store, lists.filters);
  const listing = makeListing(context, store, lists.all);
  const opened = makeOpened(context, store);

  /**
   * @param {State} state
   * @param {Partial<State>} before
   */
  function update(state, before) {
    const keys = /** @type {(keyof State)[]} */ (Object.keys(state));
    const anew = keys.some((key) => !BESIDE_LISTS.includes(key) && state[key] !== before[key]);
    const shown = lists.listed(state);
    forgetShared();
    finder.write(state, shown);
    writeTabs(context.views, state, shown);
    listing.write(state, shown, anew);
    opened.write(state, before);
    return shown;
  }

  return { update, selectedIn: opened.selectedIn };
}

const SLICE = 200;
const IDLE_MS = 2;
/** How long a browser without idle times is left alone between two slices. */
const PAUSE_MS = 20;

/**
 * Make what a search looks through a slice at a time, while the page has nothing else to do.
 * @param {Lists["prepare"]} prepare
 */
function prepareWhileIdle(prepare) {
  if (typeof requestIdleCallback === "undefined") {
    setTimeout(() => prepare(SLICE) || prepareWhileIdle(prepare), PAUSE_MS);
    return;
  }
  requestIdleCallback((idle) => {
    let done = prepare(SLICE);
    while (!done && idle.timeRemaining() > IDLE_MS) done = prepare(SLICE);
    if (!done) prepareWhileIdle(prepare);
  });
}

/**
 * Listen to the search box, the tabs and the buttons of the panel.
 * @param {Store} store
 * @param {View[]} views
 * @param {Lists} lists
 */
export function listen(store, views, lists) {
  let waiting = 0;
  prepareWhileIdle(lists.prepare);
  byId("q").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      store.change({ ...NOTHING_OPEN, q: byId("q").value.trim() });
    }, TYPING_MS);
  });
  listenTabs(store, views);
  byId("copy-link").addEventListener("click", share);
  byId("skip").addEventListener("click", (event) => {
    // The address after the # belongs to the selection.
    event.preventDefault();
    byId("panel").focus();
  });
}
