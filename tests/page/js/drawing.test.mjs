// Where marks, outlines, names and towns stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { townsOf } from "../../../geofinder/page/js/backdrop.js";
import { placed } from "../../../geofinder/page/js/labels.js";
import { makeGrid } from "../../../geofinder/page/js/grid.js";
import { blended } from "../../../geofinder/page/js/stamps.js";
import { cornersOf, MARKS, nudges, radiusAt, worldPixels } from "../../../geofinder/page/js/markers.js";
import { hull, outline } from "../../../geofinder/page/js/selection.js";
import { makeDrawing } from "../../../geofinder/page/js/strokes.js";

const side = ([ax, ay], [bx, by], [x, y]) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
const inside = (corners, point) =>
  corners.every((corner, i) => side(corner, corners[(i + 1) % corners.length], point) >= -1e-9);
const covers = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

/** Numbers from 0 to 1 that are the same in every run. */
function* numbers(seed) {
  let state = seed;
  for (;;) yield (state = (state * 16807) % 2147483647) / 2147483647;
}

test("a hull holds every point, turns one way and has no corner of its own making", () => {
  const next = numbers(7);
  for (let round = 0; round < 50; round++) {
    const points = Array.from({ length: 3 + round }, () => [Math.round(next.next().value * 9), Math.round(next.next().value * 9)]);
    const corners = hull(points);
    for (const corner of corners) assert.ok(points.some((point) => point[0] === corner[0] && point[1] === corner[1]));
    if (corners.length > 2) for (const point of points) assert.ok(inside(corners, point));
  }
  assert.deepEqual(hull([[0, 0], [2, 0], [1, 0], [2, 2], [0, 2], [1, 1]]), [[0, 0], [2, 0], [2, 2], [0, 2]]);
});

test("an outline leaves room around every school, of one school too", () => {
  const schools = [{ lat: 50.9, lon: 0.1 }, { lat: 50.95, lon: 0.2 }];
  for (const some of [schools, schools.slice(0, 1)]) {
    const corners = outline(some).map(([lat, lon]) => [lon, lat]);
    for (const { lat, lon } of some) {
      assert.ok(inside(corners, [lon, lat]));
      assert.ok(Math.max(...corners.map((corner) => corner[1])) - lat > 0.003, "350 m is 0.0031 degrees");
    }
  }
});

test("schools at the very same point stand aside, each its own way, and no others do", () => {
  const schools = [1, 1, 1, 2].map((lat, i) => ({ i, lat, lon: 0 }));
  const aside = nudges(schools);
  assert.deepEqual([...aside.keys()], [0, 1, 2]);
  assert.equal(new Set([...aside.values()].map(({ by }) => by.map((part) => part.toFixed(6)).join())).size, 3);
  assert.deepEqual(aside.get(0).sharing, schools.slice(0, 3));
});

test("every phase has a mark of its own shape or colour, and marks grow with the zoom but not for ever", () => {
  const looks = Object.values(MARKS).map((mark) => `${mark.colour} ${mark.points} ${mark.turn} ${mark.star}`);
  assert.equal(new Set(looks).size, looks.length);
  for (const mark of Object.values(MARKS)) {
    const corners = cornersOf(mark, 10, 20, 5);
    assert.equal(corners.length, mark.star ? 2 * mark.points : mark.points);
    for (const [x, y] of corners) assert.ok(Math.hypot(x - 10, y - 20) < 5 * 1.5);
  }
  const sizes = [6, 8, 10, 12, 14, 16].map(radiusAt);
  assert.deepEqual(sizes, [...sizes].sort((one, other) => one - other));
  assert.ok(sizes[0] > 2 && radiusAt(8.5) > 3 && sizes.at(-1) < 8);
});

test("a colour over another is between the two, as opaque as both together", () => {
  const grey = (value, alpha) => ((alpha << 24) | (value << 16) | (value << 8) | value) >>> 0;
  const parts = (colour) => [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255, colour >>> 24];
  assert.deepEqual(parts(blended(grey(200, 255), grey(10, 255))), [200, 200, 200, 255]);
  assert.deepEqual(parts(blended(grey(255, 128), grey(0, 255))), [128, 128, 128, 255]);
  const [red, , , alpha] = parts(blended(grey(100, 51), grey(200, 51)));
  assert.ok(red > 100 && red < 200 && alpha > 51 && alpha < 102);
});

test("points near one are found by their square, and none far from it", () => {
  const bounds = { min: { x: -50, y: -20 }, getSize: () => ({ x: 300, y: 200 }) };
  const next = numbers(11);
  const points = Array.from({ length: 400 }, () => [next.next().value * 300 - 50, next.next().value * 200 - 20]);
  const grid = makeGrid(bounds, points.length);
  for (const [i, [x, y]] of points.entries()) grid.add(i, x, y);
  for (const [x, y] of points.slice(0, 60)) {
    const found = new Set(grid.near(x, y, 12));
    for (const [i, point] of points.entries()) {
      const apart = Math.hypot(point[0] - x, point[1] - y);
      if (apart <= 12) assert.ok(found.has(i));
      if (apart > 12 + 2 * 23) assert.ok(!found.has(i));
    }
  }
});

test("no name covers another; one that must stand does", () => {
  const next = numbers(3);
  const labels = Array.from({ length: 80 }, () => ({
    x: next.next().value * 300, y: next.next().value * 300, width: 60, height: 14, away: 5, at: ["right", "left", "above", "below"],
  }));
  const taken = [[0, 0, 50, 50]];
  const boxes = placed(labels, taken).filter(Boolean);
  assert.ok(boxes.length > 20 && boxes.length < 80);
  for (const [i, box] of boxes.entries()) {
    for (const other of [[0, 0, 50, 50], ...boxes.slice(i + 1)]) assert.ok(!covers(box, other));
  }
  assert.equal(taken.length, 1 + boxes.length, "the placed are taken for those who come after");
  const crowded = { x: 25, y: 25, width: 10, height: 10, away: 0, at: ["centre"] };
  assert.deepEqual(placed([crowded, { ...crowded, must: true }], [[0, 0, 50, 50]]), [null, [20, 20, 30, 30]]);
});

test("a name at the edge stands where it can be seen", () => {
  const label = { x: 95, y: 50, width: 30, height: 10, away: 4, at: ["right", "left"] };
  assert.deepEqual(placed([label], [], [0, 0, 100, 100]), [[61, 45, 91, 55]]);
});

test("a town stands among its schools in built-up places, the largest first", () => {
  const school = (town, lat, rural) => ({ lat, lon: 0, facts: { town, rural } });
  const towns = townsOf([
    school("Rye", 50.9, 1), school("Lewes, East Sussex", 50.8, 0), school("LEWES", 50.7, 0), school("Lewes", 55, 1), school("Lewes", 50.6, 0), school(null, 1, 0),
  ]);
  assert.deepEqual(towns.map(({ name, size, lat }) => [name, size, lat]), [["Lewes", 4, 50.7], ["Rye", 1, 50.9]]);
});

test("lines outside the part of the map that is drawn are left out, the others are where they were", () => {
  const [west, east] = [[52, -1], [52, 1]].map(([lat, lon]) => worldPixels({ lat, lon }));
  const draw = makeDrawing([[[52, -1], [52.001, -1]], [[52, 1], [52.001, 1]]]);
  const [zoom, scale] = [10, 2 ** 10];
  const origin = { x: 0, y: 0 };
  const around = ([x, y], by) => ({ min: { x: x * scale - by, y: y * scale - by }, max: { x: x * scale + by, y: y * scale + by } });
  const [x, y] = west.map((one) => Math.round(one * scale));
  assert.match(draw(zoom, origin, around(west, 100)), new RegExp(`^M${x} ${y}L${x} \\d+$`));
  assert.equal(draw(zoom, origin, around(east, 100)).split("M").length - 1, 1);
  assert.equal(draw(zoom, origin, around(west, scale * 4)).split("M").length - 1, 2);
  assert.equal(draw(zoom, origin, around([0, 0], 100)), "");
});

test("a line that crosses the part of the map is drawn though both its ends lie outside", () => {
  const draw = makeDrawing([[[52, -1], [52, 1]]]);
  const [x, y] = worldPixels({ lat: 52, lon: 0 }).map((one) => one * 2 ** 12);
  assert.match(draw(12, { x: 0, y: 0 }, { min: { x: x - 50, y: y - 50 }, max: { x: x + 50, y: y + 50 } }), /^M\d+ \d+L\d+ \d+$/);
});

test("a ring is closed and counts from the map's own corner", () => {
  const corners = [[52, 0], [52.1, 0], [52, 0.2]];
  const far = { min: { x: -1e9, y: -1e9 }, max: { x: 1e9, y: 1e9 } };
  const ring = makeDrawing([corners], { closed: true });
  const [x, y] = worldPixels({ lat: 52, lon: 0 }).map((one) => one * 2 ** 9);
  assert.ok(ring(9, { x: 1000, y: 2000 }, far).startsWith(`M${Math.round(x - 1000)} ${Math.round(y - 2000)}L`));
  assert.ok(ring(9, { x: 0, y: 0 }, far).endsWith("z"));
});
