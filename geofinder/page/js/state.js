// Keep what is chosen, in the page's address, so that a link can be sent.

/** The views of a page; one with a plan begins with it. */
export function viewsOf(planned) {
  const views = ["groups", "schools", "existing", "left", "about"];
  return planned ? ["plan", ...views] : views;
}
const KEYS = ["view", "q", "pattern", "status", "phase", "why", "school", "group", "body"];
const SELECTING = ["school", "group", "body"];

/**
 * Read an address's part after the `#`.
 * @param {string} hash
 * @param {string[]} views the first is open where none is named
 */
export function parseHash(hash, views) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = {};
  for (const key of KEYS) state[key] = given.get(key) || "";
  if (!views.includes(state.view)) state.view = views[0];
  return state;
}

/** Write it; what is not chosen is left out. */
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
 */
export function makeStore(listener, views) {
  let state = parseHash(location.hash, views);
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

/** The part of a state that selects one thing and nothing else. */
export function selecting(key, value) {
  return { school: "", group: "", body: "", [key]: value };
}
