// What Python writes for the page, read back by the page's script, is what the tables say.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as read from "../../../geofinder/page/js/data.js";
import { readBodies, readSchools } from "../../../geofinder/page/js/schools.js";
import { readTravel } from "../../../geofinder/page/js/travel.js";

const { data, told, packs } = JSON.parse(readFileSync(process.env.GEOFINDER_PAGE_SAMPLE, "utf-8"));
const schools = readSchools(data);
const groups = read.readGroups(data, schools);
const near = (value, other, by) =>
  value === null || other === null ? assert.equal(value, other) : assert.ok(Math.abs(value - other) <= by, `${value} is not ${other}`);
const clean = (text) => text.replace(/\s+/g, " ").trim();

test("every school is where and what the register says", () => {
  assert.equal(schools.length, told.schools.length);
  for (const [i, row] of told.schools.entries()) {
    const school = schools[i];
    assert.equal(school.urn, row.urn);
    assert.equal(school.name, row.name);
    assert.equal(school.stage, row.stage);
    assert.equal(school.pupils, row.pupils);
    assert.equal(school.inArea, row.in_area);
    assert.equal(school.facts.town, row.town);
    assert.equal(school.facts.federation_name, row.federation_name);
    assert.equal(school.facts.rural, row.rural === null ? null : Number(row.rural));
    near(school.lat, row.lat, 1e-5);
    near(school.lon, row.lon, 1e-5);
  }
});

test("every group has its id, its hub first, its members and its figures", () => {
  assert.deepEqual(groups.map(({ id }) => id), told.groups.map((row) => row.group_id));
  for (const [i, row] of told.groups.entries()) {
    const group = groups[i];
    assert.equal(group.pattern, row.pattern);
    assert.equal(group.form, row.best_form);
    assert.equal(group.status, row.best_status);
    assert.equal(group.pupils, row.pupils);
    assert.equal(group.members[0].school, group.hub);
    assert.equal(group.hub.urn, row.hub_urn);
    assert.deepEqual(group.members.map(({ school }) => school.urn).sort(), row.members);
    near(group.longestMin, row.longest_min, 0.051);
    near(group.longestM, row.longest_m, 5.01);
    near(group.score, row.score, 0.00051);
  }
});

test("sentences coded as templates come back letter for letter", () => {
  for (const [i, row] of told.groups.entries()) {
    assert.equal(clean(read.reasonsOf(data, groups[i]).join(" ")), row.reasons);
    const verdicts = read.verdictsOf(data, groups[i]);
    assert.equal(verdicts.length, Object.keys(row.verdicts).length);
    for (const { form, status, rules, said } of verdicts) {
      assert.deepEqual({ status, rules, said: clean(said.join(" ")) }, row.verdicts[form]);
    }
  }
});

test("every school knows the groups that it is in", () => {
  for (const group of groups) for (const { school } of group.members) assert.ok(school.groups.includes(group.i));
  const places = groups.reduce((sum, { members }) => sum + members.length, 0);
  assert.equal(schools.reduce((sum, school) => sum + school.groups.length, 0), places);
});

test("travel between members is the table's, each way, and nothing to the same school", () => {
  const travel = readTravel(data, groups);
  const rows = new Map(told.travel.map((row) => [`${row.from_urn} ${row.to_urn}`, row]));
  for (const { members } of groups) {
    for (const { school: from } of members) {
      for (const { school: to } of members) {
        const row = rows.get(`${from.urn} ${to.urn}`);
        const { min, metres } = travel(from, to);
        near(min, from === to ? 0 : row?.travel_min ?? null, 0.051);
        near(metres, from === to ? 0 : row?.distance_m ?? null, 5.01);
      }
    }
  }
});

test("the two ways of a road are told apart, and an estimate written once counts both ways", () => {
  const [one, other, third] = [{ i: 0 }, { i: 4 }, { i: 5 }];
  const together = [{ members: [{ school: one }, { school: other }] }];
  // Packed by geofinder/page/packing.py: 101; 900; 125; nothing.
  const [min, m10, minBack, m10Back] = packs;
  const road = readTravel({ pairs: { minThere: min, m10There: m10, minBack, m10Back } }, together);
  near(road(one, other).min, 10.1, 1e-9);
  near(road(one, other).metres, 9000, 1e-9);
  near(road(other, one).min, 12.5, 1e-9);
  assert.equal(road(other, one).metres, null);
  assert.deepEqual(road(one, third), { min: null, metres: null });
  const same = readTravel({ pairs: { minThere: min, m10There: m10, minBack: null, m10Back: null } }, together);
  assert.deepEqual(same(one, other), same(other, one));
});

test("the plan's groups are numbered in the order of plan.csv", () => {
  const { groups: chosen } = read.readPlan(data, groups);
  assert.deepEqual(chosen.map(({ id }) => id), told.plan);
  assert.deepEqual(chosen.map(({ planned }) => planned.number), told.plan.map((_, row) => row + 1));
  assert.equal(chosen.filter(({ planned }) => planned.byHand).length, 1);
  assert.equal(read.readPlan({ ...data, plan: null }, groups), null);
});

test("a school left over has its reason, what would change it and its nearest partner", () => {
  const rows = read.readLeftOver(data, schools, groups);
  assert.ok(rows.length);
  for (const [i, row] of told.left.entries()) {
    assert.equal(rows[i].name, row.name);
    assert.equal(rows[i].why, row.why);
    assert.equal(clean(rows[i].reason), clean(row.reason));
    assert.equal(clean(rows[i].change), clean(row.change));
    assert.equal(rows[i].nearest?.urn ?? null, row.nearest_urn);
    assert.equal(rows[i].nearestName, row.nearest_name);
    near(rows[i].nearestMin, row.nearest_min, 0.051);
  }
});

test("a forecast that nobody gave is missing, not zero, and is not shown", () => {
  read.addLocal(data, schools, groups);
  assert.deepEqual(groups[0].ahead.map(({ pupils }) => pupils), [151, 153, 155]);
  assert.deepEqual(groups[1].ahead, []);
  assert.deepEqual(groups[2].ahead.map(({ pupils }) => pupils), [null, null, null]);
  assert.deepEqual(groups.slice(0, 3).map(({ atRisk }) => atRisk), [2, 0, 1]);
  assert.match(schools[0].local, /71 pupils expected in 1 year/);
  assert.match(schools[1].local, /a <b>note<\/b>/);
});

test("a trust of one school is told from a trust of many, and the largest comes first", () => {
  const school = (facts, inArea = true) => ({ facts, inArea });
  const bodies = readBodies([
    school({ trust_id: "1", trust_name: "One", trust_kind: "sat" }),
    school({ trust_id: "2", trust_name: "Small", trust_kind: "mat" }),
    school({ trust_id: "3", trust_name: "Large", trust_kind: "mat" }),
    school({ trust_id: "3", trust_name: "Large", trust_kind: "mat" }, false),
    school({ federation_id: "1", federation_name: null }),
    school({ trust_id: "4", trust_name: "Far", trust_kind: "mat" }, false),
  ]);
  assert.deepEqual(
    bodies.map(({ kind, name, schools: its }) => [kind, name, its.length]),
    [["federation", "Name not recorded", 1], ["trust", "Large", 2], ["trust", "Small", 1], ["single", "One", 1]],
  );
});

test("what is selected is told apart by what it is", () => {
  assert.ok(read.isGroup(groups[0]) && !read.isSchool(groups[0]));
  assert.ok(read.isSchool(schools[0]) && !read.isGroup(schools[0]));
  const body = { key: "trust:1", kind: "trust", name: "", schools: [] };
  assert.ok(!read.isGroup(body) && !read.isSchool(body));
});
