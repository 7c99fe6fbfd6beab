// Read the groups, the plan and the schools left over.

import { decoded, numbers, packedColumn, parted, whole } from "./packed.js";
import { sentencesOf } from "./sentences.js";

/** @import { Group, Item, LeftOver, Member, PageData, Plan, School, Verdict } from "./types.d.ts" */

/**
 * @param {number|null} value null stays null
 * @param {number} factor
 */
function scaled(value, factor) {
  return value === null ? null : value * factor;
}

/**
 * The members of each group: the hub first, the others by how far they stand from it in the list.
 * @param {PageData} raw
 * @param {School[]} schools
 * @returns {Member[][]}
 */
function readMembers(raw, schools) {
  const columns = raw.groups;
  const [hubs, aways, roles] = [columns.hub, columns.away, columns.role].map(whole);
  const toHub = numbers(columns.toHub);
  let [at, away] = [0, 0];
  return whole(columns.size).map((size, group) =>
    Array.from({ length: size }, (_, order) => {
      const place = hubs[group] + (order ? aways[away++] : 0);
      const member = { school: schools[place], role: columns.roles[roles[at]], toHub: scaled(toHub[at], 0.1) };
      at += 1;
      return member;
    }),
  );
}

/**
 * @param {PageData} raw
 * @param {School[]} schools
 * @returns {Group[]}
 */
export function readGroups(raw, schools) {
  const columns = raw.groups;
  const [patterns, likelihoods] = [columns.pattern, columns.likelihood].map((column) => decoded(column));
  const [statuses, forms, scores, ranks] = [columns.status, columns.form, columns.score, columns.rank].map(whole);
  const [min, m10, pupils] = [columns.min, columns.m10, columns.pupils].map(numbers);
  const members = readMembers(raw, schools);
  return parted(columns.id).map((suffix, i) => {
    const pattern = String(patterns[i]);
    for (const member of members[i]) member.school.groups.push(i);
    return {
      i,
      id: suffix.startsWith("/") ? suffix.slice(1) : `${pattern}-${suffix}`,
      pattern,
      status: columns.statuses[statuses[i]],
      form: columns.forms[forms[i]],
      hub: members[i][0].school,
      longestMin: scaled(min[i], 0.1),
      longestM: scaled(m10[i], 10),
      pupils: pupils[i],
      score: scores[i] / 1000,
      rank: ranks[i],
      likelihood: likelihoods[i],
      members: members[i],
      phases: new Set(members[i].map((member) => member.school.phase)),
      ahead: [],
      atRisk: 0,
      planned: null,
    };
  });
}

/**
 * Give groups and schools what local data says of them; without any nothing is changed.
 * @param {PageData} raw
 * @param {School[]} schools
 * @param {Group[]} groups
 */
export function addLocal(raw, schools, groups) {
  const { local } = raw;
  if (!local) return;
  local.group.forEach((place, row) => {
    const ahead = local.years.map((years, i) => ({
      years,
      pupils: local.ahead[i][row],
      given: local.given[i][row],
    }));
    groups[place].ahead = ahead.some(({ given }) => given) ? ahead : [];
    groups[place].atRisk = local.atRisk[row];
  });
  local.school.forEach((place, row) => {
    schools[place].local = local.says[row];
  });
}

/** @type {WeakMap<object, number[][]>} */
const setsRead = new WeakMap();

/**
 * The numbers of the verdicts on one group. Many groups share a set of them.
 * @param {PageData} raw
 * @param {Group} group
 */
function verdictRows(raw, group) {
  const { verdicts } = raw.groups;
  const of = packedColumn(verdicts, "of")[group.i];
  let sets = setsRead.get(verdicts);
  if (!sets) {
    const rows = whole(verdicts.row);
    let at = 0;
    sets = whole(verdicts.size).map((size) => rows.slice(at, (at += size)));
    setsRead.set(verdicts, sets);
  }
  return of === null ? [] : sets[of];
}

/**
 * The ids of the rules that one verdict rests on.
 * @param {PageData} raw
 * @param {number} row
 */
function rulesOf(raw, row) {
  const { verdicts } = raw.groups;
  const list = Number(packedColumn(verdicts, "rules")[row]);
  const each = /** @type {number[]} */ (packedColumn(verdicts, "idsEach"));
  const start = each.slice(0, list).reduce((sum, count) => sum + count, 0);
  const at = /** @type {number[]} */ (packedColumn(verdicts, "idsAt"));
  return at.slice(start, start + each[list]).map((place) => verdicts.ids[place]);
}

/**
 * The verdicts on one group: form, status, rules and sentences, in the order of the forms. Rules
 * and sentences are read when they are asked for.
 * @param {PageData} raw
 * @param {Group} group
 * @returns {Verdict[]}
 */
export function verdictsOf(raw, group) {
  const rows = verdictRows(raw, group);
  return standingsOf(raw, group).map(([form, status], i) => ({
    form,
    status,
    get rules() {
      return rulesOf(raw, rows[i]);
    },
    get said() {
      return sentencesOf(raw, "verdicts", rows[i], []);
    },
  }));
}

/**
 * The verdicts on one group without their rules and sentences, quick to read for thousands.
 * @param {PageData} raw
 * @param {Group} group
 * @returns {[form: string, status: string][]}
 */
export function standingsOf(raw, group) {
  const { forms, statuses, verdicts } = raw.groups;
  const of = /** @type {number[]} */ (packedColumn(verdicts, "form"));
  const status = /** @type {number[]} */ (packedColumn(verdicts, "status"));
  return verdictRows(raw, group).map((row) => [forms[of[row]], statuses[status[row]]]);
}

/**
 * Why a group is there, in sentences.
 * @param {PageData} raw
 * @param {Group} group
 */
export function reasonsOf(raw, group) {
  return sentencesOf(raw, "reasons", group.i, group.members.map(({ school }) => school));
}

/**
 * The criteria of a group's score, each 0 to 1 or null.
 * @param {PageData} raw
 * @param {Group} group
 */
export function criteriaOf(raw, group) {
  const { criteria } = raw.groups;
  return Object.keys(criteria).map((key) => ({
    key,
    value: scaled(packedColumn(criteria, key)[group.i], 0.01),
  }));
}

/**
 * The plan's groups in their order, each told that it is one; null where there is no plan.
 * @param {PageData} raw
 * @param {Group[]} groups
 * @returns {Plan|null}
 */
export function readPlan(raw, groups) {
  const { plan } = raw;
  if (!plan) return null;
  const [served, form, status, byHand] = [plan.served, plan.form, plan.status, plan.byHand].map(whole);
  const chosen = whole(plan.group).map((place, row) => {
    const planned = {
      number: row + 1,
      served: served[row],
      form: raw.groups.forms[form[row]],
      status: raw.groups.statuses[status[row]],
      byHand: byHand[row] === 1,
    };
    return Object.assign(groups[place], { planned });
  });
  return { groups: chosen };
}

/**
 * Schools left over, with the reason, what would change it and the nearest possible partner. The
 * sentences are read when they are asked for.
 * @param {PageData} raw
 * @param {School[]} schools
 * @param {Group[]} groups
 * @returns {LeftOver[]}
 */
export function readLeftOver(raw, schools, groups) {
  const table = raw.leftOver;
  /**
   * @param {"left"|"changes"} column
   * @param {number} row
   */
  const told = (column, row) => sentencesOf(raw, column, row, schools, (group) => groups[group].id).join(" ");
  /** @param {number|null} place */
  const at = (place) => (place === null ? null : schools[place]);
  const [places, nearest, min] = [table.school, table.nearest, table.nearestMin].map(numbers);
  const [names, codes, nearestNames] = [table.name, table.why, table.nearestName].map((column) => decoded(column));
  return codes.map((why, row) => ({
    name: names[row] ?? at(places[row])?.name ?? "",
    school: at(places[row]),
    why: String(why),
    get reason() {
      return told("left", row);
    },
    get change() {
      return told("changes", row);
    },
    nearest: at(nearest[row]),
    nearestName: nearestNames[row] ?? at(nearest[row])?.name ?? null,
    nearestMin: scaled(min[row], 0.1),
  }));
}

/**
 * Tell apart what can be selected: a group, a school, or else a federation or trust.
 * @param {Item} item
 * @returns {item is Group}
 */
export function isGroup(item) {
  return "members" in item;
}

/**
 * @param {Item} item
 * @returns {item is School}
 */
export function isSchool(item) {
  return "urn" in item;
}
