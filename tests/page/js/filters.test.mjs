// The lists of a whole page: every choice of every filter against the tables themselves.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as read from "../../../geofinder/page/js/data.js";
import { makeLists } from "../../../geofinder/page/js/lists.js";
import { readBodies, readSchools } from "../../../geofinder/page/js/schools.js";
import { parseHash, viewsOf } from "../../../geofinder/page/js/state.js";

const { data, told } = JSON.parse(readFileSync(process.env.GEOFINDER_PAGE_SAMPLE, "utf-8"));
const schools = readSchools(data);
const groups = read.readGroups(data, schools);
const plan = read.readPlan(data, groups);
const leftOver = read.readLeftOver(data, schools);
const bodies = readBodies(schools);
const context = { raw: data, words: data.words, schools, groups, bodies, leftOver, plan };
const lists = makeLists(context);
const VIEWS = ["plan", "groups", "schools", "existing", "left"];
const chosen = (part) => ({ ...parseHash("", viewsOf(true)), ...part });
const count = (part) => lists.listed(chosen(part))[part.view].length;

test("without a search and a filter every view lists everything that it has", () => {
  for (const view of VIEWS) assert.equal(count({ view }), lists.all[view].length);
  assert.equal(count({ view: "groups" }), told.groups.length);
  assert.equal(count({ view: "schools" }), told.schools.length);
  assert.equal(count({ view: "left" }), told.left.length);
});

test("each choice lists as many as its count says, beside each choice of another filter", () => {
  for (const view of VIEWS) {
    for (const first of [{}, { phase: "primary" }, { rural: "rural", faith: "none" }, { q: "st" }, { form: "federation" }]) {
      const { counts } = lists.listed(chosen({ view, ...first }));
      for (const { key, choices } of lists.filters.of(view)) {
        for (const [place, [value]] of choices.entries()) {
          assert.equal(count({ view, ...first, [key]: value }), counts[key][place], `${view} ${key} ${value}`);
        }
      }
    }
  }
});

test("a form and a status list the groups whose verdict on that form it is", () => {
  const forms = Object.keys(data.words.forms);
  for (const form of forms) {
    const verdicts = told.groups.map((row) => row.verdicts[form]?.status);
    for (const status of Object.keys(data.words.statuses)) {
      const wanted = verdicts.filter((one) => one === status).length;
      assert.equal(count({ view: "groups", form, status }), wanted, `${form} ${status}`);
    }
    const possible = verdicts.filter((one) => one && one !== "blocked").length;
    assert.equal(count({ view: "groups", form }), possible, form);
  }
  const open = told.groups.filter((row) => row.best_status === "open").length;
  assert.equal(count({ view: "groups", status: "open" }), open);
});

test("in the plan a status is that of the form that the plan chooses", () => {
  for (const status of Object.keys(data.words.statuses)) {
    const wanted = plan.groups.filter(({ planned }) => planned.status === status).length;
    assert.equal(count({ view: "plan", status }), wanted);
  }
});

test("an order changes the order of what is listed and nothing else", () => {
  const all = new Set(lists.listed(chosen({ view: "groups", rural: "rural" })).groups);
  const sorted = lists.listed(chosen({ view: "groups", rural: "rural", sort: "pupils-down" })).groups;
  assert.deepEqual(new Set(sorted), all);
  assert.ok(sorted.length > 2);
});

test("what is known of an address is what some view has to choose from", () => {
  const { known } = lists.filters;
  assert.ok(known.size.has("3") && known.size.has("pupils-50"));
  assert.ok(!known.phase.has("__proto__") && !known.pattern.has("constructor"));
  assert.deepEqual(lists.filters.chosen("schools", chosen({ size: "3", rural: "rural" })), [
    { key: "rural", value: "rural", label: "Rural" },
  ]);
});
