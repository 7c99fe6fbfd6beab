// The filters as people use them: labelled choices with counts, what is chosen as buttons.

import { byId, el, fill } from "./dom.js";
import { count } from "./text.js";
import { listsSeveral } from "./filters.js";
import { NOTHING_OPEN } from "./state.js";

/** @import { Chosen, Filter, FilterKey, Filters, Listed, State, Store } from "./types.d.ts" */

/** @type {FilterKey[]} */
const FILTERS = ["pattern", "form", "status", "likelihood", "phase", "faith", "trust", "size", "rural", "within", "why"];
/** @type {Record<FilterKey, string>} */
const LABELS = {
  pattern: "Pattern",
  form: "Form",
  status: "Best form is",
  likelihood: "Going by the past",
  phase: "Phase",
  faith: "Religious character",
  trust: "Trust or federation",
  size: "Size",
  rural: "Rural or urban",
  within: "Longest journey",
  why: "Why left over",
};
const ALWAYS_SEEN = 3;
/** From this width on the first filters are seen without opening anything. */
const WIDE = "(min-width: 600px)";

/**
 * What a filter is called, which for a status depends on the form chosen.
 * @param {FilterKey} key
 * @param {State} state
 */
function labelOf(key, state) {
  if (key !== "status") return LABELS[key];
  if (state.form) return "That form is";
  return state.view === "plan" ? "Planned form is" : LABELS.status;
}

/**
 * What a filter's first choice is called: a form chosen alone is one that is not blocked.
 * @param {FilterKey} key
 * @param {State} state
 */
function anyOf(key, state) {
  return key === "status" && state.form ? "Any but blocked" : "Any";
}

/**
 * The filters' elements: made once, and placed and filled as the view asks.
 * @param {Store} store
 * @param {Filters} filters
 */
export function makeFinder(store, filters) {
  const selects = Object.fromEntries(FILTERS.map((key) => [key, field(key)]));
  const wide = window.matchMedia(WIDE);
  const [first, rest] = [byId("filters-first"), byId("filters-rest")];
  let placed = "";
  let searched = "";
  /** @type {Listed|null} */
  let last = null;
  wide.addEventListener("change", () => last && write(store.get(), last));
  byId("clear").addEventListener("click", () => {
    byId("q").value = "";
    store.change({ ...Object.fromEntries(FILTERS.map((key) => [key, ""])), q: "" });
    byId("q").focus();
  });

  /** @param {FilterKey} key */
  function field(key) {
    const id = `filter-${key}`;
    const select = el("select", { id });
    const label = el("label", { for: id });
    select.addEventListener("change", () => store.change({ ...NOTHING_OPEN, [key]: select.value }));
    return { box: el("div", { class: "field" }, label, select), label, select, written: "" };
  }

  /**
   * Put the first filters in sight and the others behind one button; on a phone all of them.
   * @param {State} state
   */
  function place(state) {
    const keys = filters.of(state.view).map(({ key }) => key);
    const wanted = `${wide.matches} ${keys.join(" ")}`;
    if (wanted === placed) return;
    placed = wanted;
    const seen = wide.matches ? ALWAYS_SEEN : 0;
    const boxes = keys.map((key) => selects[key].box);
    fill(first, ...boxes.slice(0, seen));
    fill(rest, ...boxes.slice(seen));
    byId("filters-more").hidden = boxes.length <= seen;
    byId("filters-any").hidden = !listsSeveral(state.view);
  }

  /**
   * Write a filter's choices with their counts; a choice that would list nothing is left out.
   * @param {Filter} filter
   * @param {State} state
   * @param {number[]} counts
   */
  function choices({ key, choices: all }, state, counts) {
    const one = selects[key];
    const chosen = state[key];
    const rows = all
      .map(([value, label], at) => ({ value, label, fitting: counts[at] ?? 0 }))
      .filter(({ value, fitting }) => fitting || value === chosen);
    const current = rows.some(({ value }) => value === chosen) ? chosen : "";
    const texts = rows.map(({ value, label, fitting }) => [value, `${label} (${count(fitting)})`]);
    const options = [["", anyOf(key, state)], ...texts];
    one.label.textContent = labelOf(key, state);
    // An open list that is filled anew while it is read would close under the reader.
    const written = options.join("\n");
    if (written !== one.written) fill(one.select, ...options.map(([value, text]) => el("option", { value }, text)));
    one.written = written;
    one.select.value = current;
  }

  /**
   * A button that takes a filter away; the next one has the focus then.
   * @param {Chosen} chosen
   * @param {number} at
   * @param {State} state
   */
  function chip({ key, label }, at, state) {
    const form = filters.chosen(state.view, state).find((one) => one.key === "form");
    const words = key === "status" ? `${form?.label ?? "Best form"}: ${label}` : label;
    const remove = () => {
      store.change({ [key]: "" });
      const left = byId("chips").querySelectorAll("button");
      (store.get().q || left.length > 1 ? left[Math.min(at, left.length - 1)] : byId("q")).focus();
    };
    return el("li", {}, el("button", { type: "button", class: "chip", "aria-label": `Remove filter: ${words}`, on: { click: remove } }, words));
  }

  /**
   * @param {Chosen[]} chosen
   * @param {State} state
   */
  function chips(chosen, state) {
    const clear = /** @type {HTMLElement} */ (byId("clear").parentElement);
    fill(byId("chips"), ...chosen.map((one, at) => chip(one, at, state)), clear);
    byId("chips").hidden = !state.q && !chosen.length;
  }

  /**
   * @param {State} state
   * @param {Listed} shown
   */
  function write(state, shown) {
    last = shown;
    place(state);
    const own = filters.of(state.view);
    for (const filter of own) choices(filter, state, shown.counts[filter.key] ?? []);
    const hidden = new Set(own.slice(wide.matches ? ALWAYS_SEEN : 0).map(({ key }) => key));
    const behind = shown.chosen.filter(({ key }) => hidden.has(key)).length;
    const more = wide.matches ? "More filters" : "Filters";
    byId("filters-summary").textContent = behind ? `${more} (${count(behind)} chosen)` : more;
    chips(shown.chosen, state);
    // What is being typed and not yet looked up stays.
    if (state.q !== searched && byId("q").value.trim() !== state.q) byId("q").value = state.q;
    searched = state.q;
  }

  return { write };
}
