// The table of groups side by side says what Python's tables say of each of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { comparisonRows } from "../../../geofinder/page/js/comparing.js";
import { readGroups, readPlan, verdictsOf } from "../../../geofinder/page/js/data.js";
import { toHubAndBack } from "../../../geofinder/page/js/groupdetail.js";
import { notKnown } from "../../../geofinder/page/js/notknown.js";
import { readSchools } from "../../../geofinder/page/js/schools.js";

const { data } = JSON.parse(readFileSync(process.env.GEOFINDER_PAGE_SAMPLE, "utf-8"));
const schools = readSchools(data);
const groups = readGroups(data, schools);
const context = { raw: data, words: data.words, plan: readPlan(data, groups) };

test("every row has a cell for each group, and tells whether they differ", () => {
  const three = groups.slice(0, 3);
  for (const { label, cells, differs } of comparisonRows(context, three)) {
    assert.equal(cells.length, 3, label);
    assert.equal(differs, new Set(cells.map(({ text }) => text)).size > 1, label);
  }
});

test("a group beside itself differs in nothing", () => {
  for (const group of groups.slice(0, 20)) {
    assert.ok(comparisonRows(context, [group, group]).every(({ differs }) => !differs));
  }
});

test("the verdict on every form is told, with its status", () => {
  const two = groups.slice(0, 2);
  const rows = comparisonRows(context, two);
  two.forEach((group, at) => {
    for (const { form, status } of verdictsOf(data, group)) {
      const row = rows.find(({ label }) => label === data.words.forms[form]);
      assert.equal(row.cells[at].status, status);
    }
  });
});

test("the same schools in another order are the same schools", () => {
  const [group] = groups;
  const turned = { ...group, members: [...group.members].reverse() };
  const row = comparisonRows(context, [group, turned]).find(({ label }) => label.startsWith("Schools"));
  assert.equal(row.differs, false);
});

test("what is not known of a group names the schools that it is not known of", () => {
  const missing = groups.find(({ members }) => members.some(({ school }) => school.pupils === null));
  const { school } = missing.members.find((member) => member.school.pupils === null);
  assert.ok(notKnown(context, missing).some((line) => line.startsWith("Pupils not recorded for") && line.includes(school.name)));
});

test("a member's way back is told where it differs, and the way there alone where no way is known", () => {
  const [hub, school] = [{ i: 0 }, { i: 1 }];
  const travel = (there, back) => (from) => ({ min: from === school ? there : back, metres: 0 });
  const member = { school, toHub: 9 };
  assert.match(toHubAndBack({ hub }, member, travel(10, 12)), /^10 min to the hub, 12 min back/);
  assert.match(toHubAndBack({ hub }, member, travel(null, null)), /^9 min to the hub/);
});
