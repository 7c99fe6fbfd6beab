// The filters of each view: what they ask of a group, a school, a trust.

import { standingsOf } from "./data.js";
import { bitOf, columnOf } from "./sifting.js";
import { FAITHS, faithOf, namedChoices, ROLL_CHOICES, rollOf, SETTINGS, settingOf, SIZE_CHOICES, sizeOf, TRUSTS, trustsOf, withinChoices, withinOf } from "./choices.js";

/** @import { Choice, Column, Context, Filter, FilterKey, Filters, Group, Items, ListView, Listable, PlannedGroup, School, State, Test, View } from "./types.d.ts" */

/**
 * The filters of each view, those most used first.
 * @type {Record<View, FilterKey[]>}
 */
const OF_VIEW = {
  plan: ["pattern", "form", "status", "likelihood", "phase", "faith", "trust", "size", "rural", "within"],
  groups: ["pattern", "form", "status", "likelihood", "phase", "faith", "trust", "size", "rural", "within"],
  schools: ["phase", "size", "rural", "faith", "trust"],
  existing: ["trust", "phase", "size", "faith", "rural"],
  left: ["why", "phase", "size", "rural", "faith", "trust"],
  about: [],
};
/** Views that list something made of several schools, each with several values of a filter. */
const OF_SEVERAL = ["plan", "groups", "existing"];
/** Their counts depend on one another, and so they are never hidden where there is a group. */
const TOGETHER = ["form", "status"];

/**
 * Whether a filter of this view is about any school of an item.
 * @param {View} view
 */
export function listsSeveral(view) {
  return OF_SEVERAL.includes(view);
}

/**
 * The schools of an item of any view.
 * @param {Listable} item
 * @returns {School[]}
 */
export function schoolsIn(item) {
  if ("members" in item) return item.members.map(({ school }) => school);
  if ("schools" in item) return item.schools;
  if ("urn" in item) return [item];
  return item.school ? [item.school] : [];
}

/**
 * The filters of a page.
 * @param {Context} context
 * @param {Items} all
 * @returns {Filters}
 */
export function makeFilters(context, all) {
  const { raw } = context;
  const named = namedChoices(context);
  const within = withinChoices(raw.about.limitMin);
  const onSchools = /** @type {const} */ (["schools", "left"]);

  /**
   * @param {View} view
   * @param {FilterKey} key
   * @returns {Choice[]}
   */
  function choicesFor(view, key) {
    if (key === "faith") return FAITHS;
    if (key === "trust") return TRUSTS;
    if (key === "rural") return SETTINGS;
    if (key === "within") return within;
    if (key === "size") return onSchools.some((one) => one === view) ? ROLL_CHOICES : SIZE_CHOICES;
    return named[key];
  }

  /** @type {Map<string, Column>} */
  const columns = new Map();
  /**
   * A column, made when it is first asked for.
   * @param {string} name
   * @param {() => Column} make
   */
  function kept(name, make) {
    const column = columns.get(name) ?? make();
    columns.set(name, column);
    return column;
  }

  /** @type {Partial<Record<FilterKey, (school: School) => string[]>>} */
  const ofSchool = {
    phase: ({ phase }) => [phase],
    faith: (school) => [faithOf(school)],
    trust: trustsOf,
    rural: (school) => [settingOf(school)],
  };

  /**
   * Where a filter is about schools, an item fits what any of its schools fits.
   * @param {ListView} view
   * @param {FilterKey} key
   * @returns {Column}
   */
  function columnFor(view, key) {
    const choices = choicesFor(view, key);
    const valuesOf = ofSchool[key];
    if (valuesOf) {
      const own = kept(`each ${key}`, () => columnOf(context.schools, choices, valuesOf));
      const fits = (/** @type {Listable} */ item) =>
        schoolsIn(item).reduce((bits, school) => bits | own[school.i], 0);
      return kept(`${view} ${key}`, () => Int32Array.from(/** @type {Listable[]} */ (all[view]), fits));
    }
    return kept(`${view} ${key}`, () => columnOf(/** @type {Listable[]} */ (all[view]), choices, (item) => ownValues(item, view, key)));
  }

  /**
   * What an item itself fits, whatever its schools are.
   * @param {Listable} item
   * @param {ListView} view
   * @param {FilterKey} key
   */
  function ownValues(item, view, key) {
    if ("why" in item && key === "why") return [item.why];
    if (key === "size") {
      const schools = schoolsIn(item);
      return choicesFor(view, key) === ROLL_CHOICES ? schools.map(rollOf) : [sizeOf(schools.length)];
    }
    if (!("members" in item)) return [];
    if (key === "pattern") return [item.pattern];
    if (key === "likelihood") return [item.likelihood ?? "no-record"];
    return key === "within" ? withinOf(item, within) : [];
  }

  /** @type {Map<Group, Map<string, string>>} */
  const standings = new Map();
  /** @param {Group} group */
  function standing(group) {
    const known = standings.get(group) ?? new Map(standingsOf(raw, group));
    standings.set(group, known);
    return known;
  }

  /**
   * Form and status are one filter with two choices: the status is that of the form chosen, else
   * of the best form (in the plan, of the form planned); a form alone is any that is not blocked.
   * @param {"plan"|"groups"} view
   * @param {State} state
   * @returns {Test}
   */
  function formTest(view, { form, status }) {
    const groups = all[view];
    /** @param {Group|PlannedGroup} group */
    const statusIn = (group) => {
      if (form) return standing(group).get(form) ?? "";
      return view === "plan" && group.planned ? group.planned.status : group.status;
    };
    /** @param {Group} group */
    const formsIn = (group) =>
      [...standing(group)]
        .filter(([, one]) => (status ? one === status : one !== "blocked"))
        .map(([one]) => one);
    const statuses = kept(`${view} status of ${form}`, () => columnOf(groups, named.status, (group) => [statusIn(group)]));
    const forms = kept(`${view} form ${status}`, () => columnOf(groups, named.form, formsIn));
    return {
      column: form ? forms : statuses,
      wanted: form ? bitOf(named.form, form) : bitOf(named.status, status),
      counted: [{ key: "form", column: forms }, { key: "status", column: statuses }],
    };
  }

  /**
   * @param {ListView} view
   * @param {State} state
   * @param {boolean} counting
   * @returns {Test[]}
   */
  function tests(view, state, counting) {
    const set = (/** @type {FilterKey} */ key) => state[key] || (key === "status" && state.form);
    return OF_VIEW[view]
      .filter((key) => key !== "form" && (counting || set(key)))
      .map((key) => {
        if (key === "status") return formTest(view === "plan" ? "plan" : "groups", state);
        const column = columnFor(view, key);
        return { column, wanted: bitOf(choicesFor(view, key), state[key]), counted: [{ key, column }] };
      });
  }

  /** @type {Map<View, Filter[]>} */
  const telling = new Map();
  /**
   * A filter is left out where every item, or none, fits each of its choices.
   * @param {View} view
   */
  function of(view) {
    const known = telling.get(view) ?? OF_VIEW[view]
      .filter((key) => tells(/** @type {ListView} */ (view), key))
      .map((key) => ({ key, choices: choicesFor(view, key) }));
    telling.set(view, known);
    return known;
  }

  /**
   * @param {ListView} view
   * @param {FilterKey} key
   */
  function tells(view, key) {
    const items = all[view].length;
    if (TOGETHER.includes(key)) return items > 0;
    const column = columnFor(view, key);
    return choicesFor(view, key).some((_, place) => {
      const fitting = column.reduce((sum, bits) => sum + ((bits >> place) & 1), 0);
      return fitting > 0 && fitting < items;
    });
  }

  /**
   * @param {View} view
   * @param {State} state
   */
  function chosen(view, state) {
    return OF_VIEW[view].flatMap((key) => {
      const choice = choicesFor(view, key).find(([value]) => value && value === state[key]);
      return choice ? [{ key, value: choice[0], label: choice[1] }] : [];
    });
  }

  /** @type {Filters["known"]} */
  const known = {};
  for (const [view, keys] of Object.entries(OF_VIEW)) {
    for (const key of keys) {
      known[key] ??= new Set();
      for (const [value] of choicesFor(/** @type {View} */ (view), key)) known[key].add(value);
    }
  }

  return { known, of, tests, chosen };
}
