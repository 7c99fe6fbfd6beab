// Fill the panel: filters with their counts, the tabs, the list, the details of what is open.

import { byId, el, fill, link } from "./dom.js";
import { count, plural } from "./text.js";
import { found, groupsFor, schoolsFor, schoolMatches, tally, terms } from "./find.js";
import { bodyCard, groupCard, groupTitle, leftOverCard, schoolCard } from "./cards.js";
import { bodyDetail, groupDetail, schoolDetail } from "./details.js";

const PAGE = 50;

/** What each view lists, from the choices: items, their card and their words. */
function listed(context, state) {
  const { schools, groups, bodies, leftOver, plan } = context;
  const hits = found(schools, state.q);
  const wanted = terms(state.q);
  const phaseFits = (school) => !state.phase || school.phase === state.phase;
  const fits = (school) => schoolMatches(school, wanted) && phaseFits(school);
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

const NOUNS = {
  plan: ["group of the plan", "groups of the plan"],
  groups: ["candidate group", "candidate groups"],
  schools: ["school", "schools"],
  existing: ["trust or federation", "trusts and federations"],
  left: ["school left over", "schools left over"],
};

/**
 * @returns the panel's functions: `update(state, before)`, `openDetail`, `shownSet`
 */
export function makePanel(context, store) {
  const { words, raw } = context;
  let limit = PAGE;
  let lastOpened = null;
  const scrolled = byId("panel");

  function selectedIn(state) {
    if (state.group) return context.groups.find((group) => group.id === state.group);
    if (state.school) return context.schools.find((school) => String(school.urn) === state.school);
    if (state.body) return context.bodies.find((body) => body.key === state.body);
    return undefined;
  }

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

  function filters(state, shown) {
    const { schools } = context;
    const onPlan = state.view === "plan";
    const onGroups = state.view === "groups" || onPlan;
    const listedGroups = onPlan ? context.plan.groups : context.groups;
    const but = (key) => groupsFor(listedGroups, state, shown.hits, key);
    const patterns = tally(but("pattern"), (group) => [group.pattern]);
    const statuses = tally(but("status"), (group) => [group.status]);
    const phases = onGroups
      ? tally(but("phase"), (group) => group.phases)
      : tally(schoolsFor(schools, state, shown.hits, "phase"), (school) => [school.phase]);
    const patternRows = raw.groups.pattern.of.map((key) => [key, words.patterns[key]?.[0] ?? key]);
    options("filter-pattern", "Any", patternRows, patterns, state.pattern);
    options("filter-status", "Any", Object.entries(words.statuses), statuses, state.status);
    const phaseRows = Object.entries(words.phases).map(([key, [label]]) => [key, label]);
    options("filter-phase", "Any", phaseRows, phases, state.phase);
    for (const id of ["filter-pattern", "filter-status"]) byId(id).disabled = !onGroups;
    byId("why-field").hidden = state.view !== "left";
    const whys = tally(shown.leftAnyWhy, (row) => [row.why]);
    options("filter-why", "Any reason", Object.entries(raw.leftOver.whyWords), whys, state.why);
  }

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

  function cards(state, items) {
    const isOpen = (key, id) => state[key] === id;
    const make = {
      plan: (group) => groupCard(context, group, isOpen("group", group.id), true),
      groups: (group) => groupCard(context, group, isOpen("group", group.id)),
      schools: (school) => schoolCard(context, school, isOpen("school", String(school.urn))),
      existing: (body) => bodyCard(context, body, isOpen("body", body.key)),
      left: (row) => leftOverCard(context, row, false),
    }[state.view];
    return items.slice(0, limit).map(make);
  }

  function writeList(state, items) {
    const about = state.view === "about";
    byId("about").hidden = !about;
    byId("list").hidden = about;
    if (context.plan) byId("plan").hidden = state.view !== "plan";
    if (about) return fill(byId("list"));
    const rest = items.length - limit;
    const more =
      rest > 0
        ? el("button", { type: "button", class: "more", on: { click: showMore } }, `Show ${count(Math.min(PAGE, rest))} more of ${count(rest)}`)
        : null;
    const none = items.length ? null : el("p", { class: "none" }, nothing(state));
    fill(byId("list"), none, el("ul", { class: "cards" }, ...cards(state, items)), more);
  }

  function nothing(state) {
    if (state.view === "plan" && !context.plan.groups.length) return "The plan has no group.";
    if (state.view === "left" && !context.leftOver.length) return "No small school is left over.";
    return "Nothing in this list fits the search and the filters.";
  }

  function showMore() {
    const before = limit;
    limit += PAGE;
    const state = store.get();
    writeList(state, listed(context, state)[state.view]);
    const card = byId("list").querySelectorAll(".card")[before];
    const first = card && card.querySelector("button");
    if (first) first.focus();
  }

  function writeCount(state, shown) {
    const items = shown[state.view];
    const filtered = Boolean(state.q || state.pattern || state.status || state.phase || state.why);
    byId("clear").hidden = !filtered;
    byId("count").parentElement.hidden = state.view === "about";
    if (state.view === "about") return;
    const { plan, groups, schools, bodies, leftOver } = context;
    const all = { plan: plan?.groups, groups, schools, existing: bodies, left: leftOver };
    const total = all[state.view].length;
    const noun = NOUNS[state.view];
    byId("count").textContent =
      items.length === total
        ? `${plural(total, ...noun)}${state.view === "groups" ? ", best first" : ""}`
        : `${count(items.length)} of ${plural(total, ...noun)}`;
  }

  function title(state, item) {
    return state.group ? groupTitle(context, item) : item.name;
  }

  function body(state, item) {
    if (state.group) return groupDetail(context, item, context.groups.length);
    return state.school ? schoolDetail(context, item) : bodyDetail(context, item);
  }

  function closing() {
    const state = store.get();
    const [key, id] = lastOpened || ["", ""];
    store.change({ group: "", school: "", body: "" });
    const card = document.querySelector(`[data-key="${CSS.escape(`${key}-${id}`)}"] button`);
    (card || byId(`tab-${state.view}`)).focus();
  }

  function writeDetail(state, before) {
    const item = selectedIn(state);
    const detail = byId("detail");
    const asked = state.group || state.school || state.body;
    detail.hidden = !asked;
    scrolled.classList.toggle("has-detail", Boolean(asked));
    byId("view").hidden = Boolean(asked);
    if (!asked) return fill(detail);
    const heading = el("h2", { id: "detail-heading", tabindex: "-1" }, el("bdi", {}, item ? title(state, item) : "Not on this map"));
    const back = link("\u2190 Back to the list", closing, { class: "link back" });
    const print = item
      ? el("button", { type: "button", class: "print", on: { click: context.print } }, "Print")
      : null;
    const content = item
      ? body(state, item)
      : [el("p", {}, "This page holds nothing with that address. It may come from another run.")];
    fill(detail, el("div", { class: "detail-bar" }, back, print), heading, ...content.filter(Boolean));
    const changed = ["group", "school", "body"].some((key) => state[key] !== before[key]);
    if (changed) {
      scrolled.scrollTop = 0;
      heading.focus({ preventScroll: window.innerWidth >= 900 });
    }
    for (const key of ["group", "school", "body"]) if (state[key]) lastOpened = [key, state[key]];
  }

  function update(state, before) {
    const filtersChanged = ["q", "pattern", "status", "phase", "why", "view"].some((key) => state[key] !== before[key]);
    if (filtersChanged) limit = PAGE;
    const shown = listed(context, state);
    filters(state, shown);
    tabs(state, shown);
    writeCount(state, shown);
    writeList(state, shown[state.view]);
    writeDetail(state, before);
    if (byId("q").value !== state.q) byId("q").value = state.q;
    return shown;
  }

  return { update, selectedIn };
}

/** Listen to the search box, the filters and the tabs. */
export function listen(store, views) {
  let waiting = 0;
  byId("q").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      store.change({ q: byId("q").value.trim(), group: "", school: "", body: "" });
    }, 120);
  });
  for (const key of ["pattern", "status", "phase", "why"]) {
    byId(`filter-${key}`).addEventListener("change", (event) => {
      store.change({ [key]: event.target.value, group: "", school: "", body: "" });
    });
  }
  byId("clear").addEventListener("click", () => {
    store.change({ q: "", pattern: "", status: "", phase: "", why: "" });
    byId("q").focus();
  });
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
