// Write names on the map so that none covers another.

/** @import { Box, Label, Pair, Place, Sized } from "./types.d.ts" */

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
  /** @param {Box} box */
  const free = (box) => taken.every((other) => !overlaps(box, other));
  return labels.map((label) => {
    const boxes = label.at.map((place) => boxAt(label, place, view));
    /** @type {Box|null} */
    let chosen = null;
    for (const box of boxes) {
      if ((chosen && !seen(box)) || !free(box)) continue;
      chosen = box;
      if (seen(box)) break;
    }
    if (!chosen && label.must) chosen = boxes.find(seen) || boxes[0];
    if (chosen) taken.push(chosen);
    return chosen;
  });
}

/**
 * The box of a label at one of its places.
 * @param {Sized} label
 * @param {Place} place
 * @param {Box} [view]
 * @returns {Box}
 */
function boxAt({ x, y, width, height, away }, place, view) {
  const [alongX, alongY, awayX, awayY] = PLACES[place];
  let left = x + alongX * width + awayX * away;
  // Above or below its place a label may move sideways to stay where it can be seen.
  if (view && awayY) left = Math.max(view[0] + 2, Math.min(left, view[2] - width - 2));
  const top = y + alongY * height + awayY * away;
  return [left, top, left + width, top + height];
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

/** Widths and heights in pixels by pane, class and text, for one size of the page and its letters. */
const sizes = { of: "", known: /** @type {Map<string, Pair>} */ (new Map()) };

/**
 * The width and height of each node. One is measured when it is first seen, all such at once: to
 * measure makes a browser lay out the whole map.
 * @param {HTMLElement} holder
 * @param {HTMLElement[]} nodes
 * @returns {Pair[]}
 */
function measured(holder, nodes) {
  const now = `${window.innerWidth} ${window.devicePixelRatio} ${document.documentElement.className}`;
  if (now !== sizes.of) sizes.known.clear();
  sizes.of = now;
  const keys = nodes.map((node) => `${holder.className} ${node.className} ${node.textContent}`);
  const unknown = nodes.map((_, i) => i).filter((i) => !sizes.known.has(keys[i]));
  if (unknown.length) holder.replaceChildren(...unknown.map((i) => nodes[i]));
  return keys.map((key, i) => {
    const size = sizes.known.get(key) ?? /** @type {Pair} */ ([nodes[i].offsetWidth, nodes[i].offsetHeight]);
    // A map that is not shown gives its labels no size.
    if (size[0]) sizes.known.set(key, size);
    return size;
  });
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
  const measures = measured(holder, labels.map(({ node }) => node));
  const boxes = placed(
    labels.map(({ lat, lon, nudge, away = 0, at = AT_ITS_PLACE, must = false }, i) => {
      const { x, y } = map.latLngToLayerPoint([lat, lon]).add(nudge || [0, 0]);
      const [width, height] = measures[i];
      return { x, y, width, height, away, at, must };
    }),
    taken,
    inside ? seenBox(map) : undefined,
  );
  const shown = labels.flatMap(({ node }, i) => {
    const box = boxes[i];
    if (!box) return [];
    node.style.left = `${Math.round(box[0])}px`;
    node.style.top = `${Math.round(box[1])}px`;
    return [node];
  });
  if (shown.length || holder.firstChild) holder.replaceChildren(...shown);
}
