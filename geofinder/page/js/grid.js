// Sort points into squares, to find those near one without looking at all.

const CELL = 16;

/**
 * Numbered points by squares of the map.
 * @param {L.Bounds} bounds
 * @param {number} count
 */
export function makeGrid(bounds, count) {
  const { x: left, y: top } = /** @type {L.Point} */ (bounds.min);
  const across = Math.ceil(bounds.getSize().x / CELL) + 1;
  const down = Math.ceil(bounds.getSize().y / CELL) + 1;
  const first = new Int32Array(across * down).fill(-1);
  const after = new Int32Array(count);
  /** @param {number} value */
  const square = (value) => Math.floor(value / CELL);
  return {
    /**
     * @param {number} item
     * @param {number} x
     * @param {number} y
     */
    add(item, x, y) {
      const cell = square(y - top) * across + square(x - left);
      after[item] = first[cell];
      first[cell] = item;
    },
    /**
     * The items near a point.
     * @param {number} x
     * @param {number} y
     * @param {number} reach
     */
    near(x, y, reach) {
      /** @type {number[]} */
      const items = [];
      const [from, to] = [Math.max(0, square(x - left - reach)), Math.min(across - 1, square(x - left + reach))];
      const [above, below] = [Math.max(0, square(y - top - reach)), Math.min(down - 1, square(y - top + reach))];
      for (let row = above; row <= below; row++) {
        for (let column = from; column <= to; column++) {
          for (let item = first[row * across + column]; item >= 0; item = after[item]) items.push(item);
        }
      }
      return items;
    },
  };
}
