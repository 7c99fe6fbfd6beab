// Routes and areas, written by Python and read back by the page's script.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readSchools } from "../../../geofinder/page/js/schools.js";
import { middleOf } from "../../../geofinder/page/js/routes.js";
import { decodeLine, isInside, readWays } from "../../../geofinder/page/js/ways.js";

const { data, told } = JSON.parse(readFileSync(process.env.GEOFINDER_PAGE_SAMPLE, "utf-8"));
const schools = readSchools(data);
const of = new Map(schools.map((school) => [school.urn, school]));
const ways = readWays(data.ways);

test("a line in the encoding that others use too is read as they read it", () => {
  // The example of the encoding's own description.
  assert.deepEqual(decodeLine("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 1e5), [[38.5, -120.2], [40.7, -120.95], [43.252, -126.453]]);
});

test("every route is where the run says, to within eleven metres", () => {
  assert.ok(told.ways.routes.length > 5);
  for (const row of told.ways.routes) {
    const line = ways.route(of.get(row.from_urn), of.get(row.to_urn));
    assert.equal(line.length, row.line.length);
    for (const [i, point] of line.entries()) {
      for (const axis of [0, 1]) assert.ok(Math.abs(point[axis] - row.line[i][axis]) <= 0.51e-4);
    }
  }
});

test("a drive that the page does not hold has no route", () => {
  assert.equal(ways.route(schools[0], schools[0]), null);
  assert.deepEqual(ways.areas("school:1"), []);
  assert.equal(readWays(null), null);
});

test("the schools inside an area are those that the run has inside it", () => {
  const [area] = ways.areas(told.ways.key);
  const found = told.ways.clear.filter((urn) => isInside(area, of.get(urn)));
  assert.ok(found.length > 0);
  assert.ok(found.length < told.ways.clear.length);
  assert.deepEqual(found, told.ways.clear.filter((urn) => told.ways.inside.includes(urn)));
});

test("a gap in an area is not inside it, an island in the gap is", () => {
  const square = (by) => [[-by, -by], [-by, by], [by, by], [by, -by]];
  const area = { minutes: 10, edges: [square(3), square(2), square(1)] };
  assert.deepEqual([0, 1.5, 2.5, 3.5].map((lat) => isInside(area, { lat, lon: 0.1 })), [true, false, true, false]);
});

test("minutes stand half way along a line, not half way between its ends", () => {
  const [lat, lon] = middleOf([[0, 0], [0, 3], [1, 3]]);
  assert.ok(Math.abs(lat) < 1e-9 && Math.abs(lon - 2) < 1e-3);
  assert.deepEqual(middleOf([[5, 6], [5, 6]]), [5, 6]);
});
