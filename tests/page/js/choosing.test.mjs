// Search, filters, the state in the address, the sorting of tables.

import assert from "node:assert/strict";
import { test } from "node:test";
import { found, groupsFor, schoolMatches, schoolsFor, tally, terms } from "../../../geofinder/page/js/find.js";
import { focusSet } from "../../../geofinder/page/js/main.js";
import { cellValue, compared } from "../../../geofinder/page/js/plan.js";
import { formatHash, parseHash, selecting, viewsOf } from "../../../geofinder/page/js/state.js";

const schools = [
  { i: 0, hay: "st mary's school 100001 lewes bn7 1aa bn71aa", phase: "primary" },
  { i: 1, hay: "lewes old grammar 100002 lewes", phase: "secondary" },
  { i: 2, hay: "école façade 100003", phase: "primary" },
];
const group = (i, pattern, status, ...members) => ({
  i, pattern, status,
  members: members.map((school) => ({ school })),
  phases: new Set(members.map(({ phase }) => phase)),
});
const groups = [
  group(0, "feeders", "open", schools[0], schools[1]),
  group(1, "rural-primaries", "open", schools[0], schools[2]),
  group(2, "rural-primaries", "blocked", schools[2]),
];
const nothing = { pattern: "", status: "", phase: "" };
const places = (items) => items.map(({ i }) => i);

test("a search finds a school by any of its words, in any order and letters large or small", () => {
  assert.deepEqual(terms("  Lewes\tMARY "), ["lewes", "mary"]);
  assert.ok(schoolMatches(schools[0], terms("lewes mary")));
  assert.ok(!schoolMatches(schools[1], terms("lewes mary")));
  assert.deepEqual([...found(schools, "BN7 1AA")], [0]);
  assert.deepEqual([...found(schools, "bn71aa")], [0]);
  assert.deepEqual([...found(schools, "ÉCOLE")], [2]);
  assert.deepEqual([...found(schools, "nowhere")], []);
});

test("no search is not a search that finds nothing", () => {
  assert.equal(found(schools, "  "), null);
  assert.deepEqual(places(groupsFor(groups, nothing, null)), [0, 1, 2]);
  assert.deepEqual(groupsFor(groups, nothing, new Set()), []);
});

test("a group is found by one of its schools and must fit every filter", () => {
  assert.deepEqual(places(groupsFor(groups, nothing, new Set([2]))), [1, 2]);
  const chosen = { pattern: "rural-primaries", status: "open", phase: "primary" };
  assert.deepEqual(places(groupsFor(groups, chosen, null)), [1]);
  assert.deepEqual(places(groupsFor(groups, chosen, null, "status")), [1, 2]);
  assert.deepEqual(places(groupsFor(groups, { ...nothing, phase: "secondary" }, null)), [0]);
  assert.deepEqual(places(schoolsFor(schools, { ...nothing, phase: "primary" }, new Set([0, 1]))), [0]);
  assert.deepEqual(places(schoolsFor(schools, { ...nothing, phase: "primary" }, null, "phase")), [0, 1, 2]);
});

test("the count beside a filter's choice is what choosing it would list", () => {
  const counts = tally(groups, ({ phases }) => phases);
  for (const phase of ["primary", "secondary"]) {
    assert.equal(counts[phase], groupsFor(groups, { ...nothing, phase }, null).length);
  }
});

test("what is written into the address is read from it again", () => {
  const views = viewsOf(true);
  for (const part of [
    { view: "left", why: "blocked" },
    { view: "groups", q: "St Mary's & Co #1 = 50% +é", group: "feeders-1/2" },
    { view: "existing", body: "trust:17 000", phase: "16-plus", status: "open", pattern: "area" },
    { view: "schools", school: "114513" },
  ]) {
    const state = { ...parseHash("", views), ...part };
    assert.deepEqual(parseHash(formatHash(state, views), views), state);
  }
});

test("the first view needs no address, and one that the page does not have opens the first", () => {
  assert.deepEqual([viewsOf(true)[0], viewsOf(null)[0]], ["plan", "groups"]);
  assert.equal(formatHash(parseHash("", viewsOf(true)), viewsOf(true)), "#");
  assert.equal(parseHash("#view=plan", viewsOf(null)).view, "groups");
  assert.equal(parseHash("#view=constructor&q=x", viewsOf(true)).view, "plan");
  assert.equal(parseHash("#q=%E0%A4%A", viewsOf(true)).view, "plan", "a damaged link still opens");
});

test("selecting one thing drops the others", () => {
  assert.deepEqual(selecting("school", "1"), { school: "1", group: "", body: "" });
});

test("only what a view is about stays bright on the map", () => {
  const views = viewsOf(true);
  const shown = {
    groups: groups.slice(2), schools: schools.slice(1), plan: groups.slice(2),
    existing: [{ schools: [schools[1]] }],
    left: [{ school: schools[0] }, { school: null }],
  };
  const bright = (hash) => {
    const set = focusSet(parseHash(hash, views), shown);
    return set && [...set].sort();
  };
  assert.deepEqual(bright("#view=plan"), [0, 2]);
  assert.deepEqual(bright("#view=left"), [0]);
  assert.deepEqual(bright("#view=existing"), [1]);
  assert.equal(bright("#view=groups"), null);
  assert.deepEqual(bright("#view=groups&q=x"), [2]);
  assert.equal(bright("#view=schools"), null);
  assert.deepEqual(bright("#view=schools&phase=primary"), [1, 2]);
});

test("a column sorts by its numbers, whatever stands behind them, and words after them", () => {
  const row = (textContent) => ({ cells: [{ textContent }] });
  const values = ["1,234", "none", "12 of 30", "9.5 min", "Brighton", "-3", ""].map((text) => cellValue(row(text), 0));
  assert.deepEqual(values, [1234, "none", 12, 9.5, "Brighton", -3, ""]);
  assert.deepEqual([...values].sort(compared), [-3, 9.5, 12, 1234, "", "Brighton", "none"]);
});
