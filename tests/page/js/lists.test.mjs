// What the lists hold: search, filters with their counts, order. Each count is checked against a
// plain list that is filtered again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rollOf, settingOf, sizeOf, trustsOf, withinChoices, withinOf } from "../../../geofinder/page/js/choices.js";
import { folded, makeSearch, terms } from "../../../geofinder/page/js/find.js";
import { bitOf, columnOf, sift } from "../../../geofinder/page/js/sifting.js";
import { knownOrders, makeOrders, ordered, ordersOf } from "../../../geofinder/page/js/sorting.js";

const NO_FACTS = { town: null, postcode: null, trust_name: null, federation_name: null, foundation_trust_name: null };
const school = (i, name, facts = {}) => ({ i, urn: 100001 + i, name, facts: { ...NO_FACTS, ...facts } });
const schools = [
  school(0, "St. Mary's CofE (VA) Primary School", { town: "Lewes", postcode: "BN7 1AA" }),
  school(1, "Saint Mary\u2019s Catholic School", { town: "Stoke-on-Trent" }),
  school(2, "\u00c9cole Fa\u00e7ade & Friends", { trust_name: "Bright Tribe Trust" }),
  school(3, "Eastbrook Primary School", { federation_name: "Priory Federation" }),
  school(4, "\u0645\u062f\u0631\u0633\u0629 School \u{1f3eb}"),
];
const search = makeSearch(schools);
const foundBy = (q) => [...search.found(q).keys()].filter((i) => search.found(q)[i]);

test("a search takes no notice of accents, apostrophes, dots and how Saint is written", () => {
  for (const q of ["st marys", "St Mary's", "SAINT MARY\u2019S", "st. mary", "marys st"]) {
    assert.deepEqual(foundBy(q), [0, 1], q);
  }
  assert.deepEqual(foundBy("ecole facade and friends"), [2]);
  assert.deepEqual(foundBy("\u00e9cole & friends"), [2]);
  assert.deepEqual(foundBy("stoke on trent"), [1]);
  assert.deepEqual(foundBy("cofe va"), [0]);
});

test("a search finds by URN, postcode with its space and without, trust and federation", () => {
  assert.deepEqual(foundBy("100004"), [3]);
  assert.deepEqual(foundBy("bn7 1aa"), [0]);
  assert.deepEqual(foundBy("BN71AA"), [0]);
  assert.deepEqual(foundBy("bright tribe"), [2]);
  assert.deepEqual(foundBy("priory"), [3]);
  assert.deepEqual(foundBy("\u0645\u062f\u0631\u0633\u0629"), [4]);
  assert.deepEqual(foundBy("\u{1f3eb}"), [4]);
});

test("a short word is looked for where words begin, a longer one anywhere", () => {
  assert.deepEqual(foundBy("st"), [0, 1]);
  assert.deepEqual(foundBy("sain"), [0, 1], "half of a word that stands there in short");
  assert.deepEqual(foundBy("st mary"), [0, 1], "and no other primary school of the East");
  assert.deepEqual(foundBy("brook"), [3]);
});

test("a search finds the same however much of what it looks through was made before", () => {
  for (const slices of [0, 1, 2, 3, 9]) {
    const one = makeSearch(schools);
    const made = Array.from({ length: slices }, () => one.prepare(2));
    assert.deepEqual(made, made.map((_, i) => (i + 1) * 2 >= schools.length));
    for (const q of ["st marys", "priory", "\u{1f3eb}"]) assert.deepEqual(one.found(q), search.found(q));
    assert.equal(one.prepare(2), true);
  }
});

test("no search is not a search that finds nothing", () => {
  assert.equal(search.found("  "), null);
  assert.deepEqual(foundBy("nowhere"), []);
  assert.deepEqual(foundBy("..."), [], "marks alone find nothing");
  assert.deepEqual(terms(" St  Mary's "), [[" st"], ["marys"]]);
  assert.equal(folded("  A\u2014B "), "a b");
});

const rolls = [
  [0, "pupils-0"], [49, "pupils-0"], [50, "pupils-50"], [109, "pupils-50"], [110, "pupils-110"],
  [210, "pupils-210"], [420, "pupils-420"], [840, "pupils-840"], [2625, "pupils-840"],
  [null, "pupils-not-recorded"],
];

test("a school is in one band of size, and one without a roll in none of the numbers", () => {
  for (const [pupils, band] of rolls) assert.equal(rollOf({ pupils }), band);
  assert.deepEqual([1, 2, 5, 6, 10, 11, 40].map(sizeOf), ["1", "2", "5", "6-to-10", "6-to-10", "11-up", "11-up"]);
});

test("what is not recorded is a choice of its own, never the other value", () => {
  assert.equal(settingOf({ facts: { rural: null } }), "not-recorded");
  assert.equal(settingOf({ facts: { rural: 0 } }), "urban");
  assert.deepEqual(trustsOf({ facts: { governance: "not-known" } }), ["not-recorded"]);
  assert.deepEqual(trustsOf({ facts: { governance: "maintained" } }), ["alone"]);
  assert.deepEqual(trustsOf({ facts: { governance: "academy" } }), ["academy"]);
});

test("a school may be in a federation and in a foundation trust, an academy in one trust", () => {
  const both = { governance: "maintained", federation_id: "1", foundation_trust_id: "2" };
  assert.deepEqual(trustsOf({ facts: both }), ["federation", "foundation"]);
  assert.deepEqual(trustsOf({ facts: { governance: "academy", trust_kind: "sat", trust_id: "3" } }), ["single"]);
  assert.deepEqual(trustsOf({ facts: { governance: "academy", trust_kind: null, trust_id: "3" } }), ["multi"]);
});

test("a journey keeps to every limit that is not below it, and an unknown one to none", () => {
  const choices = withinChoices(12);
  assert.deepEqual(choices.map(([value]) => value), ["5", "10", "12", "15", "20", "30", "45", "60"]);
  assert.match(choices[2][1], /the run's limit/);
  assert.equal(withinChoices(15).length, withinChoices(null).length);
  assert.deepEqual(withinOf({ longestMin: 20 }, choices), ["20", "30", "45", "60"]);
  assert.deepEqual(withinOf({ longestMin: null }, choices), []);
});

const LETTERS = [["a", "A"], ["b", "B"], ["c", "C"]];
const SHAPES = [["round", "Round"], ["square", "Square"]];
// Every set of letters with every shape, so that each pair of choices is there.
const things = ["", "a", "b", "c", "ab", "ac", "bc", "abc"].flatMap((letters) =>
  SHAPES.map(([shape]) => ({ letters: [...letters], shape })),
);
const columns = {
  letter: columnOf(things, LETTERS, ({ letters }) => letters),
  shape: columnOf(things, SHAPES, ({ shape }) => [shape]),
};
const asked = (letter, shape) => [
  { column: columns.letter, wanted: bitOf(LETTERS, letter), counted: [{ key: "letter", column: columns.letter }] },
  { column: columns.shape, wanted: bitOf(SHAPES, shape), counted: [{ key: "shape", column: columns.shape }] },
];
const fitting = (letter, shape, within = () => true) =>
  things.filter((thing, place) =>
    within(place) && (!letter || thing.letters.includes(letter)) && (!shape || thing.shape === shape));

test("each choice's count is what it would list beside what else is chosen and searched", () => {
  const searches = [() => true, (place) => place % 3 === 0, () => false];
  for (const within of searches) {
    for (const letter of ["", "a", "b", "c"]) {
      for (const shape of ["", "round", "square"]) {
        const { fits, counts } = sift(things.length, asked(letter, shape), within);
        assert.deepEqual(things.filter((_, place) => fits[place]), fitting(letter, shape, within));
        for (const [place, [value]] of LETTERS.entries()) {
          assert.equal(counts.letter[place], fitting(value, shape, within).length);
        }
        for (const [place, [value]] of SHAPES.entries()) {
          assert.equal(counts.shape[place], fitting(letter, value, within).length);
        }
      }
    }
  }
});

test("a value that is none of the choices asks nothing", () => {
  assert.equal(bitOf(LETTERS, "__proto__"), 0);
  assert.equal(bitOf(LETTERS, ""), 0);
});

test("what is missing comes last, whichever way a list is sorted", () => {
  const pupils = [200, null, 0, 90, null, 200];
  assert.deepEqual([...ordered(pupils)], [2, 3, 0, 5, 1, 4]);
  assert.deepEqual([...ordered(pupils.map((value) => (value === null ? null : -value)))], [0, 5, 3, 2, 1, 4]);
});

const group = (longestMin, pupils, size, hub) => ({ longestMin, pupils, members: Array(size).fill({}), hub: { name: hub } });
const all = {
  plan: [], existing: [], left: [],
  groups: [group(12, 300, 2, "Oak"), group(null, null, 5, "\u00c1sh"), group(4, 90, 3, "St. Anne's")],
  schools: [
    { name: "Oak", pupils: null, urn: 3, groups: [] },
    { name: "\u00c1sh", pupils: 20, urn: 2, groups: [1, 2] },
    { name: "beech", pupils: 10, urn: 1, groups: [1] },
  ],
};
const orderOf = makeOrders(all);
const sorted = (view, sort) => [...orderOf(view, sort)];

test("groups are best first until another order is chosen", () => {
  assert.deepEqual(sorted("groups", ""), [0, 1, 2]);
  assert.deepEqual(sorted("groups", "minutes"), [2, 0, 1]);
  assert.deepEqual(sorted("groups", "minutes-down"), [0, 2, 1]);
  assert.deepEqual(sorted("groups", "pupils"), [2, 0, 1]);
  assert.deepEqual(sorted("groups", "pupils-down"), [0, 2, 1]);
  assert.deepEqual(sorted("groups", "schools"), [1, 2, 0]);
  assert.deepEqual(sorted("groups", "hub"), [1, 0, 2]);
});

test("schools are by name, letters large or small, with accents or without", () => {
  assert.deepEqual(sorted("schools", ""), [1, 2, 0]);
  assert.deepEqual(sorted("schools", "pupils"), [2, 1, 0]);
  assert.deepEqual(sorted("schools", "pupils-down"), [1, 2, 0]);
  assert.deepEqual(sorted("schools", "urn"), [2, 1, 0]);
  assert.deepEqual(sorted("schools", "groups"), [1, 2, 0]);
});

test("an order that a view does not have leaves it in its own", () => {
  assert.deepEqual(sorted("groups", "urn"), [0, 1, 2]);
  assert.deepEqual(sorted("schools", "constructor"), sorted("schools", ""));
});

test("every order has a label, and the first of a view is the one without an address", () => {
  for (const view of ["plan", "groups", "schools", "existing", "left"]) {
    assert.equal(ordersOf(view)[0][0], "");
    for (const [value, label] of ordersOf(view)) {
      assert.ok(label);
      assert.ok(knownOrders().has(value));
    }
  }
});
