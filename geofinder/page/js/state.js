// Keep what is chosen, in the page's address, so that a link can be sent.

export const VIEWS = ["groups", "schools", "existing", "left", "about"];
const KEYS = ["view", "q", "pattern", "status", "phase", "school", "group", "body"];
const SELECTING = ["school", "group", "body"];

/** Read an address's part after the `#`. */
export function parseHash(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = {};
  for (const key of KEYS) state[key] = given.get(key) || "";
  if (!VIEWS.includes(state.view)) state.view = "groups";
  return state;
}

/** Write it; what is not chosen is left out. */
export function formatHash(state) {
  const given = new URLSearchParams();
  for (const key of KEYS) {
    if (state[key] && !(key === "view" && state[key] === "groups")) given.set(key, state[key]);
  }
  return `#${given}`;
}

/**
 * Hold the state, and tell `listener` when it changes.
 * A selection makes a step in the browser's history; a filter only changes the address.
 */
export function makeStore(listener) {
  let state = parseHash(location.hash);
  function change(part) {
    const before = state;
    state = { ...state, ...part };
    const hash = formatHash(state);
    if (formatHash(before) === hash) return;
    const step = SELECTING.some((key) => state[key] !== before[key]);
    history[step ? "pushState" : "replaceState"](null, "", hash);
    listener(state, before);
  }
  function follow() {
    const before = state;
    state = parseHash(location.hash);
    if (formatHash(before) !== formatHash(state)) listener(state, before);
  }
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  return { get: () => state, change };
}

/** The part of a state that selects one thing and nothing else. */
export function selecting(key, value) {
  return { school: "", group: "", body: "", [key]: value };
}
