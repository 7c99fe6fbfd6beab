// Groups side by side, ids in sentences, forms in short, existing bodies as trees.

import assert from "node:assert/strict";
import { test } from "node:test";
import { comparison, differing, isComparison, minutesToHub } from "../../../geofinder/page/js/comparing.js";
import { widened } from "../../../geofinder/page/js/comparemap.js";
import { drawnBodies, shapeOfBody } from "../../../geofinder/page/js/layer.js";
import { partedAtIds } from "../../../geofinder/page/js/linking.js";
import { compared } from "../../../geofinder/page/js/plan.js";
import { distances, inParts, spanningTree } from "../../../geofinder/page/js/spanning.js";
import { parseHash, settled, viewsOf } from "../../../geofinder/page/js/state.js";
import * as text from "../../../geofinder/page/js/text.js";
import { otherForms } from "../../../geofinder/page/js/verdicts.js";

const groups = ["feeders-00000000aa", "rural-primaries-0be8353211", "area-bf60d8e15b"].map((id) => ({ id }));

test("the groups of a link are found in its order, and those of another run are told", () => {
  const found = comparison(groups, "area-bf60d8e15b,gone-1,feeders-00000000aa");
  assert.deepEqual(found.compared, [groups[2], groups[0]]);
  assert.deepEqual(found.unknown, ["gone-1"]);
  assert.ok(isComparison(found));
  assert.deepEqual(comparison(groups, ""), { compared: [], unknown: [] });
});

test("to open anything else closes the comparison, and its groups stay picked", () => {
  const nothing = parseHash("", viewsOf(true));
  const open = { ...nothing, compare: "a,b" };
  assert.deepEqual(settled(open, { group: "a" }), { ...nothing, group: "a", pick: "a,b" });
  assert.deepEqual(settled(open, { q: "x" }), { ...open, q: "x" });
  assert.deepEqual(settled(open, { compare: "a", pick: "" }), { ...nothing, compare: "a" });
  assert.deepEqual(settled({ ...nothing, pick: "a,b" }, { compare: "a,b" }), open);
  assert.deepEqual(settled(open, { compare: "", pick: "" }), nothing);
});

test("the minutes to the hub are those of every other member, and not known where one is not", () => {
  const hub = {};
  const members = (...minutes) => [{ school: hub, toHub: 3 }, ...minutes.map((toHub) => ({ school: {}, toHub }))];
  assert.equal(minutesToHub({ hub, members: members(4, 0, 2.5) }), 6.5);
  assert.equal(minutesToHub({ hub, members: members(4, null) }), null);
  assert.equal(minutesToHub({ hub, members: members() }), 0);
});

test("what differs is counted in words", () => {
  const rows = (...differ) => differ.map((differs) => ({ differs }));
  assert.equal(differing(rows(true, false, true)), "2 lines of 3 differ, marked with \u2260");
  assert.equal(differing(rows(true, false)), "1 line of 2 differs, marked with \u2260");
});

test("an outline is widened around its own middle", () => {
  const square = [[0, 0], [0, 2], [2, 2], [2, 0]];
  assert.deepEqual(widened(square, 2), [[-1, -1], [-1, 3], [3, 3], [3, -1]]);
  assert.deepEqual(widened(square, 1), square);
});

test("an id in a sentence becomes the group of the page, and any other id stays text", () => {
  const of = (id) => groups.find((group) => group.id === id);
  const parts = partedAtIds("In area-bf60d8e15b, not gone-0123456789; --keep feeders-00000000aa", of);
  assert.deepEqual(parts, ["In ", groups[2], ", not gone-0123456789; --keep ", groups[0]]);
  assert.deepEqual(partedAtIds("no id", of), ["no id"]);
  assert.deepEqual(partedAtIds("", of), []);
});

test("the other forms are told in one line: the open ones by name, the others counted", () => {
  const names = { a: "Federation", b: "Collaboration", c: "Amalgamation", d: "Transfer" };
  const verdicts = [["a", "open"], ["b", "open"], ["c", "blocked"], ["d", "needs-consent"]].map(([form, status]) => ({ form, status }));
  assert.equal(otherForms(verdicts, "a", names), "Also open: collaboration; 1 needs consent; 1 blocked");
  assert.equal(otherForms(verdicts.slice(0, 1), "a", names), "");
  assert.equal(otherForms(verdicts.slice(2), "a", names), "1 needs consent; 1 blocked");
});

test("a journey of no time is said with the same figure everywhere", () => {
  assert.equal(text.longest(0, 40), "all at one place (0 min)");
  assert.equal(text.longestFact(0, 0), "all at one place (0 min)");
  assert.equal(text.bothWays(0, 0), "at the hub's place (0 min)");
  assert.equal(text.minutes(0), "0 min");
});

test("the way back is told where it takes another time", () => {
  const mark = text.estimateMark();
  assert.equal(text.bothWays(12.2, 11.9), `12 min to the hub${mark}`);
  assert.equal(text.bothWays(12, 14), `12 min to the hub, 14 min back${mark}`);
  assert.equal(text.bothWays(12, null), `12 min to the hub, no route known back${mark}`);
});

test("what is missing stands last in a column, whichever way it is sorted", () => {
  const values = [3, "none", 12, "", "not known", 7];
  assert.deepEqual([...values].sort((one, other) => compared(one, other)).slice(0, 3), [3, 7, 12]);
  assert.deepEqual([...values].sort((one, other) => compared(one, other, true)).slice(0, 3), [12, 7, 3]);
  assert.deepEqual(["Kent", "none", "Bath"].sort((one, other) => compared(one, other, true)), ["Kent", "Bath", "none"]);
});

const degreesNorth = (metres) => metres / 111_320;
const at = (...metres) => metres.map((north) => ({ lat: 51 + degreesNorth(north), lon: 0 }));

test("schools are joined by the shortest lines, one fewer than there are schools", () => {
  const tree = spanningTree(distances(at(0, 9_000, 1_000, 8_000)));
  assert.deepEqual(tree.map(({ from, to }) => [from, to].sort().join()).sort(), ["0,2", "1,3", "2,3"]);
  assert.ok(Math.abs(tree.reduce((sum, { metres }) => sum + metres, 0) - 9_000) < 1);
  assert.deepEqual(spanningTree(distances(at(0))), []);
});

test("the length of the tree does not hang on the order of the schools", () => {
  const schools = [[0, 0], [3, 4], [1, 1], [5, 0], [4, 4], [0, 5], [2, 3]].map(([lat, lon]) => ({ lat: 51 + lat / 50, lon: lon / 50 }));
  const length = (some) => spanningTree(distances(some)).reduce((sum, { metres }) => sum + metres, 0);
  for (let turn = 1; turn < schools.length; turn += 1) {
    const turned = [...schools.slice(turn), ...schools.slice(0, turn)];
    assert.ok(Math.abs(length(turned) - length(schools)) < 1e-6);
  }
});

test("edges make parts, and who has none is a part alone", () => {
  assert.deepEqual(inParts(5, [{ from: 4, to: 1 }, { from: 1, to: 2 }]), [[0], [1, 2, 4], [3]]);
});

test("a body close together has an outline, one along a road lines, a far school a thin line, one farther none", () => {
  const drawn = (...metres) => {
    const { areas, lines, far } = shapeOfBody({ schools: at(...metres) });
    return [areas.length, lines.length, far.length];
  };
  assert.deepEqual(drawn(0, 2_000, 5_000), [1, 0, 0]);
  assert.deepEqual(drawn(0, 10_000, 20_000), [0, 2, 0]);
  assert.deepEqual(drawn(0, 2_000, 40_000), [1, 0, 1]);
  assert.deepEqual(drawn(0, 2_000, 400_000), [1, 0, 0]);
  assert.deepEqual(drawn(0, 0), [1, 0, 0]);
});

test("the layer holds bodies of two schools and more, and no single-academy trust", () => {
  const body = (kind, size) => ({ kind, schools: at(...Array.from({ length: size }, (_, place) => place)) });
  const bodies = [body("federation", 2), body("trust", 1), body("single", 2), body("foundation", 3)];
  assert.deepEqual(drawnBodies(bodies), [bodies[0], bodies[3]]);
});
