// Read the page's columns of codes and give schools, groups and travel as objects.

/** @import { Body, BodyKind, Coded, Facts, Group, Item, LeftOver, PageData, Plan, School, Travel, Verdict } from "./types.d.ts" */

/**
 * Undo differences: each value from the sum of all up to it.
 * @param {number[]} steps
 */
export function sums(steps) {
  let total = 0;
  return steps.map((step) => (total += step));
}

/**
 * A column of codes as a column of texts, null where missing.
 * @param {Coded} column
 */
export function decoded(column) {
  return column.at.map((place) => (place < 0 ? null : column.of[place]));
}

/**
 * @param {number|null} value null stays null
 * @param {number} factor
 */
function scaled(value, factor) {
  return value === null ? null : value * factor;
}

/**
 * Fill the slots of a sentence's template in order.
 * @param {PageData} raw
 * @param {number} row
 */
export function sentence(raw, row) {
  const [template, ...fills] = raw.sentences.rows[row];
  let next = 0;
  // eslint-disable-next-line no-control-regex -- no name or sentence holds these three
  return raw.sentences.templates[template].replace(/[\u0001-\u0003]/g, (slot) => {
    const fill = fills[next++];
    if (typeof fill === "string") return fill;
    if (slot === "\u0002") return raw.schools.name[fill];
    return slot === "\u0003" ? raw.groups.bodies[fill] : String(fill);
  });
}

/**
 * @param {PageData} raw
 * @returns {School[]}
 */
export function readSchools(raw) {
  /** @type {Record<string, string>} */
  const phaseOf = {};
  for (const [key, [, stages]] of Object.entries(raw.words.phases)) {
    for (const stage of stages) phaseOf[stage] = key;
  }
  /** @type {Record<string, (string|number|null)[]>} */
  const columns = {};
  for (const [key, column] of Object.entries(raw.schools)) {
    columns[key] = Array.isArray(column) ? column : decoded(column);
  }
  const urn = sums(raw.schools.urn);
  const lat = sums(raw.schools.lat);
  const lon = sums(raw.schools.lon);
  const others = Object.keys(columns).filter((key) => !["urn", "lat", "lon"].includes(key));
  return urn.map((value, i) => {
    const facts = factsOf(columns, others, i);
    const stage = facts.stage ?? "not-known";
    return {
      i,
      urn: value,
      name: facts.name,
      lat: lat[i] / 1e5,
      lon: lon[i] / 1e5,
      stage,
      phase: phaseOf[stage] || "not-known",
      pupils: facts.pupils,
      inArea: facts.in_area === 1,
      groups: [],
      hay: haystack(value, facts),
      facts,
    };
  });
}

/**
 * One school's row of the columns.
 * @param {Record<string, (string|number|null)[]>} columns
 * @param {string[]} keys
 * @param {number} row
 */
function factsOf(columns, keys, row) {
  /** @type {Record<string, string|number|null>} */
  const facts = {};
  for (const key of keys) facts[key] = columns[key][row];
  return /** @type {Facts} */ (facts);
}

/**
 * @param {number} urn
 * @param {Facts} facts
 */
function haystack(urn, facts) {
  const postcode = facts.postcode || "";
  const parts = [facts.name, urn, facts.town, postcode, postcode.replace(/\s/g, "")];
  const bodies = [facts.trust_name, facts.federation_name, facts.foundation_trust_name];
  return [...parts, ...bodies].filter(Boolean).join(" ").toLowerCase();
}

/**
 * @param {PageData} raw
 * @param {School[]} schools
 * @returns {Group[]}
 */
export function readGroups(raw, schools) {
  const columns = raw.groups;
  const patterns = /** @type {string[]} */ (decoded(columns.pattern));
  return columns.id.map((suffix, i) => {
    const members = columns.members[i].map((place, order) => ({
      school: schools[place],
      role: columns.roles[columns.role[i][order]],
      toHub: scaled(columns.toHub[i][order], 0.1),
    }));
    for (const member of members) member.school.groups.push(i);
    return {
      i,
      id: suffix.startsWith("/") ? suffix.slice(1) : `${patterns[i]}-${suffix}`,
      pattern: patterns[i],
      status: columns.statuses[columns.status[i]],
      form: columns.forms[columns.form[i]],
      hub: schools[columns.hub[i]],
      longestMin: scaled(columns.min[i], 0.1),
      longestM: scaled(columns.m10[i], 10),
      pupils: columns.pupils[i],
      score: columns.score[i] / 1000,
      rank: columns.rank[i],
      members,
      phases: new Set(members.map((member) => member.school.phase)),
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

/**
 * The verdicts on one group: form, status, rules and sentences, in the order of the forms.
 * @param {PageData} raw
 * @param {Group} group
 * @returns {Verdict[]}
 */
export function verdictsOf(raw, group) {
  const rows = raw.groups.verdictRows;
  return raw.groups.verdicts[group.i].map((row) => ({
    form: raw.groups.forms[rows.form[row]],
    status: raw.groups.statuses[rows.status[row]],
    rules: rows.rules.of[rows.rules.at[row]].split(" ").filter(Boolean),
    said: rows.said[row].map((number) => sentence(raw, number)),
  }));
}

/**
 * Why a group is there, in sentences.
 * @param {PageData} raw
 * @param {Group} group
 */
export function reasonsOf(raw, group) {
  return raw.groups.reasons[group.i].map((row) => sentence(raw, row));
}

/**
 * The criteria of a group's score, each 0 to 1 or null.
 * @param {PageData} raw
 * @param {Group} group
 */
export function criteriaOf(raw, group) {
  return Object.entries(raw.groups.criteria).map(([key, column]) => ({
    key,
    value: scaled(column[group.i], 0.01),
  }));
}

/**
 * Look travel up by pair: `travel(from, to)` gives minutes and metres, or null.
 * @param {PageData} raw
 * @returns {Travel}
 */
export function readTravel(raw) {
  const { a, b, minThere, m10There } = raw.pairs;
  // An estimate is the same both ways, and is then written once.
  const minBack = raw.pairs.minBack ?? minThere;
  const m10Back = raw.pairs.m10Back ?? m10There;
  const rows = new Map();
  for (const [row, from] of sums(a).entries()) rows.set(`${from} ${b[row]}`, row);
  return (from, to) => {
    if (from.i === to.i) return { min: 0, metres: 0 };
    const there = rows.get(`${from.i} ${to.i}`);
    const back = rows.get(`${to.i} ${from.i}`);
    if (there !== undefined) {
      return { min: scaled(minThere[there], 0.1), metres: scaled(m10There[there], 10) };
    }
    if (back === undefined) return { min: null, metres: null };
    return { min: scaled(minBack[back], 0.1), metres: scaled(m10Back[back], 10) };
  };
}

/**
 * Existing federations and trusts with a school in the area, largest first.
 * @param {School[]} schools
 * @returns {Body[]}
 */
export function readBodies(schools) {
  /** @type {[kind: BodyKind, id: keyof Facts, name: keyof Facts][]} */
  const kinds = [
    ["federation", "federation_id", "federation_name"],
    ["trust", "trust_id", "trust_name"],
    ["foundation", "foundation_trust_id", "foundation_trust_name"],
  ];
  /** @type {Map<string, Body>} */
  const found = new Map();
  for (const [kind, idColumn, nameColumn] of kinds) {
    for (const school of schools) {
      const id = school.facts[idColumn];
      if (!id) continue;
      const key = `${kind}:${id}`;
      let body = found.get(key);
      if (!body) {
        const single = kind === "trust" && school.facts.trust_kind === "sat";
        const title = String(school.facts[nameColumn] || "Name not recorded");
        body = { key, kind: single ? "single" : kind, name: title, schools: [] };
        found.set(key, body);
      }
      body.schools.push(school);
    }
  }
  const order = ["federation", "trust", "foundation", "single"];
  return [...found.values()]
    .filter((body) => body.schools.some((school) => school.inArea))
    .sort(
      (one, other) =>
        order.indexOf(one.kind) - order.indexOf(other.kind) ||
        other.schools.length - one.schools.length ||
        one.name.localeCompare(other.name, "en-GB"),
    );
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
  const chosen = plan.group.map((place, row) => {
    const planned = {
      number: row + 1,
      served: plan.served[row],
      form: raw.groups.forms[plan.form[row]],
      status: raw.groups.statuses[plan.status[row]],
      byHand: plan.byHand[row] === 1,
    };
    return Object.assign(groups[place], { planned });
  });
  return { groups: chosen };
}

/**
 * Schools left over, with the reason, what would change it and the nearest possible partner.
 * @param {PageData} raw
 * @param {School[]} schools
 * @returns {LeftOver[]}
 */
export function readLeftOver(raw, schools) {
  const table = raw.leftOver;
  /** @param {number[]} rows */
  const told = (rows) => rows.map((number) => sentence(raw, number)).join(" ");
  /** @param {number|null} place */
  const at = (place) => (place === null ? null : schools[place]);
  const codes = /** @type {string[]} */ (decoded(table.why));
  const nearestNames = decoded(table.nearestName);
  return table.name.map((title, row) => ({
    name: title,
    school: at(table.school[row]),
    why: codes[row],
    reason: told(table.reason[row]),
    change: told(table.change[row]),
    nearest: at(table.nearest[row]),
    nearestName: nearestNames[row],
    nearestMin: scaled(table.nearestMin[row], 0.1),
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
