// Keep what is chosen, in the page's address, so that a link can be sent.

/** @import { Selecting, State, Store, View } from "./types.d.ts" */

/**
 * The views of a page; one with a plan begins with it.
 * @param {unknown} planned
 * @returns {View[]}
 */
export function viewsOf(planned) {
  /** @type {View[]} */
  const views = ["groups", "schools", "existing", "left", "about"];
  return planned ? ["plan", ...views] : views;
}

/** @type {(keyof State)[]} */
const KEYS = ["view", "q", "pattern", "status", "phase", "why", "school", "group", "body"];
/** @type {Selecting[]} */
export const SELECTING = ["school", "group", "body"];

/**
 * Read an address's part after the `#`.
 * @param {string} hash
 * @param {View[]} views the first is open where none is named
 * @returns {State}
 */
export function parseHash(hash, views) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const read = Object.fromEntries(KEYS.map((key) => [key, given.get(key) || ""]));
  const view = views.find((known) => known === read.view) ?? views[0];
  return /** @type {State} */ ({ ...read, view });
}

/**
 * Write it; what is not chosen is left out.
 * @param {State} state
 * @param {View[]} views
 */
export function formatHash(state, views) {
  const given = new URLSearchParams();
  for (const key of KEYS) {
    if (state[key] && !(key === "view" && state[key] === views[0])) given.set(key, state[key]);
  }
  return `#${given}`;
}

/**
 * Hold the state, and tell `listener` when it changes.
 * A selection makes a step in the browser's history; a filter only changes the address.
 * @param {(state: State, before: State) => void} listener
 * @param {View[]} views
 * @returns {Store}
 */
export function makeStore(listener, views) {
  let state = parseHash(location.hash, views);
  /** @param {Partial<State>} part */
  function change(part) {
    const before = state;
    state = { ...state, ...part };
    const hash = formatHash(state, views);
    if (formatHash(before, views) === hash) return;
    const step = SELECTING.some((key) => state[key] !== before[key]);
    history[step ? "pushState" : "replaceState"](null, "", hash);
    listener(state, before);
  }
  function follow() {
    const before = state;
    state = parseHash(location.hash, views);
    if (formatHash(before, views) !== formatHash(state, views)) listener(state, before);
  }
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  return { get: () => state, change };
}

/**
 * The part of a state that selects one thing and nothing else.
 * @param {Selecting} key
 * @param {string} value
 */
export function selecting(key, value) {
  return { school: "", group: "", body: "", [key]: value };
}
