// Keep what is chosen, in the page's address, so that a link can be sent.

/** @import { Known, Selecting, State, Store, View } from "./types.d.ts" */

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

/**
 * Everything that an address holds, with the most letters that each may have.
 * @type {[key: keyof State, most: number][]}
 */
const ADDRESS = [
  ["view", 20],
  ["q", 200],
  ["pattern", 60],
  ["form", 60],
  ["status", 60],
  ["likelihood", 20],
  ["phase", 60],
  ["faith", 60],
  ["trust", 60],
  ["size", 60],
  ["rural", 60],
  ["within", 10],
  ["why", 60],
  ["sort", 60],
  ["layer", 20],
  ["compare", 900],
  ["pick", 900],
  ["reach", 300],
  ["school", 20],
  ["group", 300],
  ["body", 300],
];
/** @type {Selecting[]} */
export const SELECTING = ["school", "group", "body", "compare"];
/** What always makes a step in the browser's history, however soon it follows another. */
const ALWAYS_STEPS = ["view", ...SELECTING];
export const MOST_COMPARED = 3;
/** The part of a state in which the list is open, and nothing over it. */
export const NOTHING_OPEN = { school: "", group: "", body: "", compare: "" };

/**
 * Read an address's part after the `#`. What is too long, damaged or not known is as if it were
 * not there; a school, group or federation that the page does not hold is told to the reader.
 * @param {string} hash
 * @param {View[]} views the first is open where none is named
 * @param {Known} [known] by key: the values that it can have; a key without them can have any
 * @returns {State}
 */
export function parseHash(hash, views, known = {}) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Record<string, string>} */
  const read = {};
  for (const [key, most] of ADDRESS) {
    const value = given.get(key) ?? "";
    const allowed = known[key];
    read[key] = value.length > most || (allowed && !allowed.has(value)) ? "" : value;
  }
  read.compare = comparedOf(read.compare).join(",");
  read.pick = read.compare ? "" : comparedOf(read.pick).join(",");
  read.layer = read.layer === "existing" ? "existing" : "";
  const view = views.find((one) => one === read.view) ?? views[0];
  return /** @type {State} */ (/** @type {unknown} */ ({ ...read, view }));
}

/**
 * The ids of the groups that are compared, each once.
 * @param {string} compare
 */
export function comparedOf(compare) {
  return [...new Set(compare.split(",").filter(Boolean))].slice(0, MOST_COMPARED);
}

/**
 * Write it; what is not chosen is left out.
 * @param {State} state
 * @param {View[]} views
 */
export function formatHash(state, views) {
  const given = new URLSearchParams();
  for (const [key] of ADDRESS) {
    if (state[key] && !(key === "view" && state[key] === views[0])) given.set(key, state[key]);
  }
  return `#${given}`;
}

/**
 * Whether a change is a step of its own, to which the browser's Back button returns. What goes on
 * changing (a search as it is typed, a filter as its choices are gone through) is one step.
 * @param {State} before
 * @param {State} state
 * @param {string} last the keys that the change before this one changed, joined by a comma
 */
export function isStep(before, state, last) {
  const changed = changedKeys(before, state);
  return changed.join() !== last || changed.some((key) => ALWAYS_STEPS.includes(key));
}

/**
 * @param {Partial<State>} before
 * @param {State} state
 */
function changedKeys(before, state) {
  return ADDRESS.map(([key]) => key).filter((key) => state[key] !== before[key]);
}

/** What changes a list and nothing else. @type {(keyof State)[]} */
const OF_LISTS = ["q", "pattern", "form", "status", "likelihood", "phase", "faith", "trust", "size", "rural", "within", "why", "sort"];

/**
 * Whether only what is listed changes, in a view whose list is not drawn on the map.
 * @param {Partial<State>} before
 * @param {State} state
 */
export function onlyListed(before, state) {
  const drawn = ["plan", "left"].includes(state.view);
  return !drawn && changedKeys(before, state).every((key) => OF_LISTS.includes(key));
}

/**
 * The state after a change. To open or close anything else closes the comparison, and its groups
 * stay picked; to open it leaves no second list of them in the address.
 * @param {State} before
 * @param {Partial<State>} part
 * @returns {State}
 */
export function settled(before, part) {
  const selects = SELECTING.some((key) => key in part);
  const after = { ...before, ...(selects ? { compare: "" } : {}), ...part };
  if (after.compare) return { ...after, pick: "" };
  if (before.compare && !("pick" in part)) return { ...after, pick: before.compare };
  return after;
}

/**
 * Hold the state, and tell `listener` when it changes.
 * @param {(state: State, before: State) => void} listener
 * @param {View[]} views
 * @param {Known} [known]
 * @returns {Store}
 */
export function makeStore(listener, views, known = {}) {
  let state = parseHash(location.hash, views, known);
  let last = "";
  /** @param {Partial<State>} part */
  function change(part) {
    const before = state;
    state = settled(before, part);
    const hash = formatHash(state, views);
    if (formatHash(before, views) === hash) return;
    history[isStep(before, state, last) ? "pushState" : "replaceState"](null, "", hash);
    last = changedKeys(before, state).join();
    listener(state, before);
  }
  function follow() {
    const before = state;
    state = parseHash(location.hash, views, known);
    last = "";
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
  return { ...NOTHING_OPEN, [key]: value };
}
