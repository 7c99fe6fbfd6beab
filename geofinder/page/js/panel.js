// Fill the panel: filters with their counts, the tabs, the list, the details of what is open.

import { byId, el, fill, link } from "./dom.js";
import { count, plural } from "./text.js";
import { found, groupsFor, schoolsFor, schoolMatches, tally, terms } from "./find.js";
import { bodyCard, groupCard, groupTitle, leftOverCard, schoolCard } from "./cards.js";
import { isGroup, isSchool } from "./data.js";
import { SELECTING } from "./state.js";
import { bodyDetail, groupDetail, schoolDetail } from "./details.js";

/** @import { Choices, Context, Item, LeftOver, Listed, Panel, School, Selecting, State, Store, View } from "./types.d.ts" */

const PAGE = 50;
/** @type {("pattern"|"status"|"phase"|"why")[]} */
const FILTERS = ["pattern", "status", "phase", "why"];
/** @type {(keyof State)[]} */
const CHOOSING = ["q", "view", ...FILTERS];

/**
 * What each view lists, from the choices: items, their card and their words.
 * @param {Context} context
 * @param {State} state
 * @returns {Listed}
 */
function listed(context, state) {
  const { schools, groups, bodies, leftOver, plan } = context;
  const hits = found(schools, state.q);
  const wanted = terms(state.q);
  /** @param {School} school */
  const fits = (school) =>
    schoolMatches(school, wanted) && (!state.phase || school.phase === state.phase);
  /** @param {LeftOver} row */
  const named = (row) => wanted.every((term) => row.name.toLowerCase().includes(term));
  const left = leftOver.filter((row) => (row.school ? fits(row.school) : named(row)));
  return {
    plan: plan ? groupsFor(plan.groups, state, hits) : [],
    groups: groupsFor(groups, state, hits),
    schools: schoolsFor(schools, state, hits),
    existing: bodies.filter((body) => body.schools.some(fits)),
    left: state.why ? left.filter(({ why }) => why === state.why) : left,
    leftAnyWhy: left,
    about: [],
    hits,
  };
}

/** @type {Record<View, [one: string, many: string]>} */
const NOUNS = {
  plan: ["group of the plan", "groups of the plan"],
  groups: ["candidate group", "candidate groups"],
  schools: ["school", "schools"],
  existing: ["trust or federation", "trusts and federations"],
  left: ["school left over", "schools left over"],
  about: ["", ""],
};

/**
 * @param {Context} context
 * @param {Store} store
 * @returns {Panel}
 */
export function makePanel(context, store) {
  const { words, raw } = context;
  let limit = PAGE;
  /** @type {[Selecting, string]|null} */
  let lastOpened = null;
  const scrolled = byId("panel");

  /**
   * @param {State} state
   * @returns {Item|undefined}
   */
  function selectedIn(state) {
    if (state.group) return context.groups.find((group) => group.id === state.group);
    if (state.school) return context.schools.find((school) => String(school.urn) === state.school);
    if (state.body) return context.bodies.find((body) => body.key === state.body);
    return undefined;
  }

  /**
   * @param {"filter-pattern"|"filter-status"|"filter-phase"|"filter-why"} id
   * @param {string} first
   * @param {[value: string, label: string][]} rows
   * @param {Record<string, number>} counts
   * @param {string} chosen
   */
  function options(id, first, rows, counts, chosen) {
    const every = el("option", { value: "" }, first);
    const others = rows
      .filter(([value]) => counts[value] || value === chosen)
      .map(([value, label]) =>
        el("option", { value, selected: value === chosen }, `${label} (${count(counts[value] || 0)})`),
      );
    const select = byId(id);
    fill(select, every, ...others);
    select.value = chosen;
  }

  /**
   * @param {State} state
   * @param {Listed} shown
   */
  function filters(state, shown) {
    const { schools } = context;
    const onPlan = state.view === "plan";
    const onGroups = state.view === "groups" || onPlan;
    const listedGroups = onPlan && context.plan ? context.plan.groups : context.groups;
    /** @param {keyof Choices} key */
    const but = (key) => groupsFor(listedGroups, state, shown.hits, key);
    const patterns = tally(but("pattern"), (group) => [group.pattern]);
    const statuses = tally(but("status"), (group) => [group.status]);
    const phases = onGroups
      ? tally(but("phase"), (group) => group.phases)
      : tally(schoolsFor(schools, state, shown.hits, "phase"), (school) => [school.phase]);
    /** @type {[string, string][]} */
    const patternRows = raw.groups.pattern.of.map((key) => [key, words.patterns[key]?.[0] ?? key]);
    options("filter-pattern", "Any", patternRows, patterns, state.pattern);
    options("filter-status", "Any", Object.entries(words.statuses), statuses, state.status);
    /** @type {[string, string][]} */
    const phaseRows = Object.entries(words.phases).map(([key, [label]]) => [key, label]);
    options("filter-phase", "Any", phaseRows, phases, state.phase);
    byId("filter-pattern").disabled = !onGroups;
    byId("filter-status").disabled = !onGroups;
    byId("why-field").hidden = state.view !== "left";
    const whys = tally(shown.leftAnyWhy, (row) => [row.why]);
    options("filter-why", "Any reason", Object.entries(raw.leftOver.whyWords), whys, state.why);
  }

  /**
   * @param {State} state
   * @param {Listed} shown
   */
  function tabs(state, shown) {
    for (const view of context.views) {
      const tab = byId(`tab-${view}`);
      const chosen = view === state.view;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      byId(`tab-count-${view}`).textContent = view === "about" ? "" : count(shown[view].length);
    }
    byId("view").setAttribute("aria-labelledby", `tab-${state.view}`);
  }

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
    if (state.view === "plan" && !context.plan?.groups.length) return "The plan has no group.";
    if (state.view === "left" && !context.leftOver.length) return "No small school is left over.";
    return "Nothing in this list fits the search and the filters.";
  }

  function showMore() {
    const before = limit;
    limit += PAGE;
    const state = store.get();
    writeList(state, listed(context, state));
    byId("list").querySelectorAll(".card")[before]?.querySelector("button")?.focus();
  }

  /**
   * @param {State} state
   * @param {Listed} shown
   */
  function writeCount(state, shown) {
    const items = shown[state.view];
    const filtered = Boolean(state.q || state.pattern || state.status || state.phase || state.why);
    byId("clear").hidden = !filtered;
    byId("count").parentElement.hidden = state.view === "about";
    if (state.view === "about") return;
    const { plan, groups, schools, bodies, leftOver } = context;
    const all = { plan: plan?.groups ?? [], groups, schools, existing: bodies, left: leftOver };
    const total = all[state.view].length;
    const noun = NOUNS[state.view];
    byId("count").textContent =
      items.length === total
        ? `${plural(total, ...noun)}${state.view === "groups" ? ", best first" : ""}`
        : `${count(items.length)} of ${plural(total, ...noun)}`;
  }

  /** @param {Item} item */
  function title(item) {
    return isGroup(item) ? groupTitle(context, item) : item.name;
  }

  /** @param {Item} item */
  function contents(item) {
    if (isGroup(item)) return groupDetail(context, item, context.groups.length);
    return isSchool(item) ? schoolDetail(context, item) : bodyDetail(context, item);
  }

  function closing() {
    const state = store.get();
    const [key, id] = lastOpened || ["", ""];
    store.change({ group: "", school: "", body: "" });
    const selector = `[data-key="${CSS.escape(`${key}-${id}`)}"] button`;
    const card = /** @type {HTMLElement|null} */ (document.querySelector(selector));
    (card || byId(`tab-${state.view}`)).focus();
  }

  /**
   * @param {State} state
   * @param {Partial<State>} before
   */
  function writeDetail(state, before) {
    const item = selectedIn(state);
    const detail = byId("detail");
    const asked = SELECTING.some((key) => state[key]);
    detail.hidden = !asked;
    scrolled.classList.toggle("has-detail", asked);
    byId("view").hidden = asked;
    if (!asked) return fill(detail);
    const heading = el("h2", { id: "detail-heading", tabindex: "-1" }, el("bdi", {}, item ? title(item) : "Not on this map"));
    const back = link("\u2190 Back to the list", closing, { class: "link back" });
    const print = item
      ? el("button", { type: "button", class: "print", on: { click: context.print } }, "Print")
      : null;
    const content = item
      ? contents(item)
      : [el("p", {}, "This page holds nothing with that address. It may come from another run.")];
    fill(detail, el("div", { class: "detail-bar" }, back, print), heading, ...content.filter(Boolean));
    const changed = SELECTING.some((key) => state[key] !== before[key]);
    if (changed) {
      scrolled.scrollTop = 0;
      heading.focus({ preventScroll: window.innerWidth >= 900 });
    }
    for (const key of SELECTING) if (state[key]) lastOpened = [key, state[key]];
  }

  /**
   * @param {State} state
   * @param {Partial<State>} before
   */
  function update(state, before) {
    const filtersChanged = CHOOSING.some((key) => state[key] !== before[key]);
    if (filtersChanged) limit = PAGE;
    const shown = listed(context, state);
    filters(state, shown);
    tabs(state, shown);
    writeCount(state, shown);
    writeList(state, shown);
    writeDetail(state, before);
    if (byId("q").value !== state.q) byId("q").value = state.q;
    return shown;
  }

  return { update, selectedIn };
}

/**
 * Listen to the search box, the filters and the tabs.
 * @param {Store} store
 * @param {View[]} views
 */
export function listen(store, views) {
  let waiting = 0;
  byId("q").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      store.change({ q: byId("q").value.trim(), group: "", school: "", body: "" });
    }, 120);
  });
  for (const key of FILTERS) {
    const select = byId(`filter-${key}`);
    select.addEventListener("change", () => {
      store.change({ [key]: select.value, group: "", school: "", body: "" });
    });
  }
  byId("clear").addEventListener("click", () => {
    store.change({ q: "", pattern: "", status: "", phase: "", why: "" });
    byId("q").focus();
  });
  /** @param {View} view */
  const show = (view) => {
    store.change({ view, group: "", school: "", body: "" });
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
  byId("skip").addEventListener("click", (event) => {
    // The address after the # belongs to the selection.
    event.preventDefault();
    byId("panel").focus();
  });
}
