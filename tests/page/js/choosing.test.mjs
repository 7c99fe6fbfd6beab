// The state in the address, what stays bright on the map, the sorting of tables.

import assert from "node:assert/strict";
import { test } from "node:test";
import { focusSet } from "../../../geofinder/page/js/main.js";
import { cellValue, compared } from "../../../geofinder/page/js/plan.js";
import { formatHash, isStep, parseHash, selecting, viewsOf } from "../../../geofinder/page/js/state.js";

const schools = [{ i: 0 }, { i: 1 }, { i: 2 }];
const group = (...members) => ({ members: members.map((school) => ({ school })) });

test("what is written into the address is read from it again", () => {
  const views = viewsOf(true);
  for (const part of [
    { view: "left", why: "blocked" },
    { view: "groups", q: "St Mary's & Co #1 = 50% +é", group: "feeders-1/2" },
    { view: "existing", body: "trust:17 000", phase: "16-plus", status: "open", pattern: "area" },
    { view: "schools", school: "114513", sort: "pupils-down", size: "pupils-50", rural: "urban" },
    { form: "federation", status: "needs-consent", faith: "none", trust: "alone", within: "15" },
    { layer: "existing", reach: "trust:17 000/20", pick: "area-0123456789,feeders-abcdef0123" },
    { compare: "area-0123456789,feeders-abcdef0123" },
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

const known = { phase: new Set(["primary"]), sort: new Set(["", "pupils"]) };

test("what an address names and the page does not know is as if it were not there", () => {
  const views = viewsOf(true);
  const nothing = parseHash("", views, known);
  for (const hash of [
    "#view=__proto__", "#__proto__=x&constructor=y", "#phase=constructor", "#phase=Primary",
    "#sort=__proto__", "#layer=everything", `#q=${"x".repeat(201)}`, `#group=${"y".repeat(5000)}`,
    "#=&&&==", "#panel", "##", `#${"&a=1".repeat(20000)}`, "#compare=,,,", "#view=plan&view=groups",
  ]) {
    assert.deepEqual(parseHash(hash, views, known), nothing, hash.slice(0, 40));
  }
  assert.equal(parseHash("#phase=primary", views, known).phase, "primary");
  assert.equal(Object.getPrototypeOf(parseHash("#__proto__=x", views)), Object.prototype);
});

test("what a page does not hold stays in the address, so that the reader is told of it", () => {
  const written = ["__proto__", "<script>", "\u{1f3eb}", "a&b=c"].map((id) => encodeURIComponent(id));
  for (const id of ["%", "%E0%A4%A", ...written]) {
    const state = parseHash(`#group=${id}`, viewsOf(null));
    assert.ok(state.group, id);
    assert.deepEqual(parseHash(formatHash(state, viewsOf(null)), viewsOf(null)), state);
  }
});

test("at most three groups are compared, each of them once", () => {
  const compare = (text) => parseHash(`#compare=${text}`, viewsOf(null)).compare;
  assert.equal(compare("a,b,a,,c,d"), "a,b,c");
});

test("Back undoes a whole search and each thing that was opened", () => {
  const views = viewsOf(null);
  const at = (hash) => parseHash(hash, views);
  assert.ok(isStep(at(""), at("#q=l"), ""), "the search begins");
  assert.ok(!isStep(at("#q=l"), at("#q=le"), "q"), "it goes on");
  assert.ok(isStep(at("#q=le"), at("#q=le&phase=junior"), "q"), "something else is chosen");
  assert.ok(!isStep(at("#phase=junior"), at("#phase=infant"), "phase"));
  assert.ok(isStep(at("#school=1"), at("#school=2"), "school"));
  assert.ok(isStep(at("#view=left"), at("#view=schools"), "view"));
});

test("selecting one thing drops the others", () => {
  assert.deepEqual(selecting("school", "1"), { school: "1", group: "", body: "", compare: "" });
});

test("only what a view is about stays bright on the map", () => {
  const views = viewsOf(true);
  const shown = {
    groups: [group(schools[2])], schools: schools.slice(1), plan: [group(schools[2])],
    existing: [{ schools: [schools[1]] }],
    left: [{ school: schools[0] }, { school: null }],
  };
  const bright = (hash, ...chosen) => {
    const set = focusSet(parseHash(hash, views), { ...shown, chosen });
    return set && [...set].sort();
  };
  assert.deepEqual(bright("#view=plan"), [0, 2]);
  assert.deepEqual(bright("#view=left"), [0]);
  assert.deepEqual(bright("#view=existing"), [1]);
  assert.equal(bright("#view=groups"), null);
  assert.deepEqual(bright("#view=groups&q=x"), [2]);
  assert.equal(bright("#view=schools"), null);
  assert.deepEqual(bright("#view=schools", { key: "phase" }), [1, 2]);
});

test("a column sorts by its numbers, whatever stands behind them, and words after them", () => {
  const row = (textContent) => ({ cells: [{ textContent }] });
  const values = ["1,234", "none", "12 of 30", "9.5 min", "Brighton", "-3", ""].map((text) => cellValue(row(text), 0));
  assert.deepEqual(values, [1234, "none", 12, 9.5, "Brighton", -3, ""]);
  assert.deepEqual([...values].sort(compared), [-3, 9.5, 12, 1234, "Brighton", "", "none"]);
});
