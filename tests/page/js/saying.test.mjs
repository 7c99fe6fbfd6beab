// Numbers in words: minutes, metres, pupils.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as text from "../../../geofinder/page/js/text.js";

afterEach(() => text.setEstimate(false));

test("missing is not zero", () => {
  assert.equal(text.minutes(null), "no route known");
  assert.equal(text.minutes(0), "0 min");
  assert.equal(text.kilometres(null), "distance not known");
  assert.equal(text.kilometres(0), "0.0 km");
  assert.equal(text.pupils(null), "pupils not recorded");
  assert.equal(text.pupils(0), "0 pupils");
  assert.equal(text.recorded(0), "0");
  for (const value of [null, undefined, ""]) assert.equal(text.recorded(value), "not recorded");
  assert.equal(text.longest(null, null), "longest journey not known");
  assert.equal(text.longest(0, 0), "all at one place (0 min)");
});

test("minutes are whole, and a drive that is short is not called none", () => {
  assert.equal(text.minutes(0.4), "under 1 min");
  assert.equal(text.minutes(1), "1 min");
  assert.equal(text.minutes(12.5), "13 min");
  assert.equal(text.minutes(12.4), "12 min");
  assert.equal(text.bareMinutes(null), "no route");
});

test("an estimate is said to be one", () => {
  assert.equal(text.travelled(12, 9420), "12 min, 9.4 km");
  text.setEstimate(true);
  assert.equal(text.travelled(12, 9420), "12 min, 9.4 km (estimate)");
  assert.equal(text.longest(12, 9420), "longest journey 12 min, 9.4 km (estimate)");
  assert.equal(text.travelled(null, null), "no route known");
});

test("one is not many", () => {
  assert.equal(text.plural(1, "school"), "1 school");
  assert.equal(text.plural(1234, "school"), "1,234 schools");
  assert.equal(text.plural(2, "trust or federation", "trusts and federations"), "2 trusts and federations");
  assert.equal(text.capital("école"), "École");
  assert.equal(text.capital(""), "");
});

test("pupils ahead name their year, known or not", () => {
  const ahead = [{ years: 1, pupils: 1650 }, { years: 3, pupils: null }];
  assert.equal(text.pupilsAhead({ ahead }), "in 1 year 1,650, in 3 years not known (local forecasts)");
});
