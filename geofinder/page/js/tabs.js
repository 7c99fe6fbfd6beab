// The tabs of the views, each with the number of what it lists.

import { byId } from "./dom.js";
import { count } from "./text.js";
import { NOTHING_OPEN } from "./state.js";

/** @import { Listed, State, Store, View } from "./types.d.ts" */

/**
 * @param {View[]} views
 * @param {State} state
 * @param {Listed} shown
 */
export function writeTabs(views, state, shown) {
  for (const view of views) {
    const tab = byId(`tab-${view}`);
    const chosen = view === state.view;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    byId(`tab-count-${view}`).textContent = view === "about" ? "" : count(shown[view].length);
  }
  byId("view").setAttribute("aria-labelledby", `tab-${state.view}`);
}

/**
 * A press opens a view; so do the arrow keys, Home and End among the tabs.
 * @param {Store} store
 * @param {View[]} views
 */
export function listenTabs(store, views) {
  /** @param {View} view */
  const show = (view) => {
    store.change({ ...NOTHING_OPEN, view });
    byId(`tab-${view}`).focus();
  };
  views.forEach((view, place) => {
    const tab = byId(`tab-${view}`);
    tab.addEventListener("click", () => show(view));
    tab.addEventListener("keydown", (event) => {
      const last = views.length - 1;
      const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show(views[(to + views.length) % views.length]);
    });
  });
}
