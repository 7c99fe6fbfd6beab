// Write names on the map so that none covers another.

/** @import { Box, Label, Place, Sized } from "./types.d.ts" */

const GAP = 2;
/** @type {Place[]} */
const AT_ITS_PLACE = ["centre"];
const PLACES = {
  centre: [-0.5, -0.5, 0, 0],
  right: [0, -0.5, 1, 0],
  left: [-1, -0.5, -1, 0],
  above: [-0.5, -1, 0, -1],
  below: [-0.5, 0, 0, 1],
  over: [-0.5, -1, 0, -2.2],
  under: [-0.5, 0, 0, 2.2],
};

/**
 * @param {Box} one
 * @param {Box} other
 */
function overlaps(one, other) {
  return (
    one[0] < other[2] + GAP &&
    other[0] < one[2] + GAP &&
    one[1] < other[3] + GAP &&
    other[1] < one[3] + GAP
  );
}

/**
 * Find each label's box, the first label first; one that fits nowhere gets null.
 * @param {Sized[]} labels the first label first
 * @param {Box[]} taken boxes already in use; the placed are added
 * @param {Box} [view] the box that can be seen: a label inside it is better than one across
 * @returns {(Box|null)[]}
 */
export function placed(labels, taken, view) {
  /** @param {Box} box */
  const seen = (box) =>
    !view || (box[0] > view[0] && box[1] > view[1] && box[2] < view[2] && box[3] < view[3]);
  return labels.map((label) => {
    const boxes = label.at.map((place) => {
      const [alongX, alongY, awayX, awayY] = PLACES[place];
      let left = label.x + alongX * label.width + awayX * label.away;
      // Above or below its place a label may move sideways to stay where it can be seen.
      if (view && awayY) left = Math.max(view[0] + 2, Math.min(left, view[2] - label.width - 2));
      const top = label.y + alongY * label.height + awayY * label.away;
      return /** @type {Box} */ ([left, top, left + label.width, top + label.height]);
    });
    const free = boxes.filter((box) => !taken.some((other) => overlaps(box, other)));
    const chosen = free.find(seen) || free[0] || (label.must ? boxes.find(seen) || boxes[0] : null);
    if (chosen) taken.push(chosen);
    return chosen;
  });
}

/**
 * What can be seen of the map, in the pixels that its panes count in.
 * @param {L.Map} map
 * @returns {Box}
 */
function seenBox(map) {
  const topLeft = map.containerPointToLayerPoint([0, 0]);
  const { x, y } = map.getSize();
  return [topLeft.x, topLeft.y, topLeft.x + x, topLeft.y + y];
}

/**
 * Put labels into a pane of the map, measured and placed.
 * @param {L.Map} map
 * @param {string} pane
 * @param {Label[]} labels most important first
 * @param {Box[]} taken
 * @param {{inside?: boolean}} [how] `inside` keeps labels within what can be seen
 */
export function writeLabels(map, pane, labels, taken, { inside = false } = {}) {
  const holder = map.getPane(pane);
  holder.replaceChildren(...labels.map((label) => label.node));
  const boxes = placed(
    labels.map((label) => {
      const point = map.latLngToLayerPoint([label.lat, label.lon]).add(label.nudge || [0, 0]);
      const { offsetWidth: width, offsetHeight: height } = label.node;
      const { away = 0, at = AT_ITS_PLACE, must = false } = label;
      return { x: point.x, y: point.y, width, height, away, at, must };
    }),
    taken,
    inside ? seenBox(map) : undefined,
  );
  boxes.forEach((box, i) => {
    const { node } = labels[i];
    if (box) {
      node.style.left = `${Math.round(box[0])}px`;
      node.style.top = `${Math.round(box[1])}px`;
    } else node.remove();
  });
}
