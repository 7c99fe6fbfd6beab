// Read the schools, and the federations and trusts that they are in.

import { decoded, numbers, phrases, whole } from "./packed.js";

/** @import { Body, BodyKind, FactKey, Facts, PageData, Postcodes, School, SchoolColumns } from "./types.d.ts" */

const DEGREE = 1e5;
const LETTERS = 26;
/** @type {Partial<Record<FactKey, "type"|"religious_character"|"trust_id"|"federation_id"|"foundation_trust_id">>} */
const FOLLOWS = {
  governance: "type",
  faith: "religious_character",
  trust_kind: "trust_id",
  trust_name: "trust_id",
  federation_name: "federation_id",
  foundation_trust_name: "foundation_trust_id",
};

/**
 * Postcodes in two parts, as geofinder/page/schools_part.py tells.
 * @param {Postcodes} column
 */
function postcodes(column) {
  const inward = numbers(column.inward);
  /** @param {number} value */
  const letter = (value) => String.fromCharCode(65 + (value % LETTERS));
  return decoded(column).map((outward, i) => {
    const value = inward[i];
    if (value === null) return outward;
    const rest = Math.floor(value / LETTERS);
    return `${outward} ${Math.floor(rest / LETTERS)}${letter(rest)}${letter(value)}`;
  });
}

/**
 * A function that reads each column when it is first asked for, and then keeps it.
 * @param {SchoolColumns} raw
 */
function columnReader(raw) {
  /** @type {Partial<Record<FactKey, (string|number|null)[]>>} */
  const known = {};
  /**
   * @param {FactKey} key
   * @returns {(string|number|null)[]}
   */
  function read(key) {
    if (key === "name") return phrases(raw.name);
    if (key === "postcode") return postcodes(raw.postcode);
    if (key === "stage") return whole(raw.stage).map((place) => raw.stages[place]);
    const column = raw[key];
    if (typeof column === "string") return numbers(column);
    const follows = FOLLOWS[key];
    return decoded(column, follows && numbers(raw[follows].at));
  }
  /** @param {FactKey} key */
  return (key) => (known[key] ??= read(key));
}

/**
 * A class of facts that look like plain properties and are read when they are asked for.
 * @param {SchoolColumns} raw
 * @returns {new (row: number) => Facts}
 */
function factsClass(raw) {
  const column = columnReader(raw);
  class Row {
    /** @param {number} row */
    constructor(row) {
      this.row = row;
    }
  }
  const hidden = ["urn", "lat", "lon", "stages"];
  for (const key of Object.keys(raw).filter((each) => !hidden.includes(each))) {
    Object.defineProperty(Row.prototype, key, {
      /** @this {Row} */
      get() {
        return column(/** @type {FactKey} */ (key))[this.row];
      },
    });
  }
  return /** @type {any} */ (Row);
}

/** A school whose name is read when it is asked for. */
class LazySchool {
  /**
   * @param {Omit<School, "name"|"groups">} given
   */
  constructor({ i, urn, lat, lon, stage, phase, pupils, inArea, facts }) {
    this.i = i;
    this.urn = urn;
    this.lat = lat;
    this.lon = lon;
    this.stage = stage;
    this.phase = phase;
    this.pupils = pupils;
    this.inArea = inArea;
    this.facts = facts;
    /** @type {number[]} */
    this.groups = [];
  }

  get name() {
    return this.facts.name;
  }
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
  const columns = raw.schools;
  const Row = factsClass(columns);
  const [lat, lon, stages] = [whole(columns.lat), whole(columns.lon), whole(columns.stage)];
  const [pupils, inArea] = [numbers(columns.pupils), numbers(columns.in_area)];
  return whole(columns.urn).map((urn, i) => {
    const stage = columns.stages[stages[i]];
    return new LazySchool({
      i,
      urn,
      lat: lat[i] / DEGREE,
      lon: lon[i] / DEGREE,
      stage,
      phase: phaseOf[stage] || "not-known",
      pupils: pupils[i],
      inArea: inArea[i] === 1,
      facts: new Row(i),
    });
  });
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
  /** @type {Body[]} */
  const found = [];
  for (const [kind, idColumn, nameColumn] of kinds) {
    /** @type {Map<unknown, Body>} */
    const known = new Map();
    for (const school of schools) {
      const id = school.facts[idColumn];
      if (!id) continue;
      let body = known.get(id);
      if (!body) {
        const single = kind === "trust" && school.facts.trust_kind === "sat";
        const title = String(school.facts[nameColumn] || "Name not recorded");
        body = { key: `${kind}:${id}`, kind: single ? "single" : kind, name: title, schools: [] };
        known.set(id, body);
      }
      body.schools.push(school);
    }
    found.push(...known.values());
  }
  const order = ["federation", "trust", "foundation", "single"];
  const { compare } = new Intl.Collator("en-GB");
  return found
    .filter((body) => body.schools.some((school) => school.inArea))
    .sort(
      (one, other) =>
        order.indexOf(one.kind) - order.indexOf(other.kind) ||
        other.schools.length - one.schools.length ||
        compare(one.name, other.name),
    );
}
