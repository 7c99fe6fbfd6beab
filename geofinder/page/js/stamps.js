// Paint each kind of mark once, and stamp it wherever a school is.

import { MARKS, paintMark } from "./markers.js";

/** @import { Paint } from "./types.d.ts" */

/**
 * Pictures of marks, each painted when it is first asked for.
 * @param {number} radius
 * @param {Paint} paint
 * @param {number} scale device pixels to one of the page's
 */
export function makeSprites(radius, paint, scale) {
  const half = Math.ceil((radius * 1.45 + 3) * scale) / scale;
  const side = Math.round(2 * half * scale);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.scale(scale, scale);
  /** @type {Map<string, Uint32Array>} */
  const made = new Map();
  /**
   * @param {string} phase
   * @param {boolean} hollow
   * @param {boolean} dim
   */
  function sprite(phase, hollow, dim) {
    const key = `${phase} ${hollow} ${dim}`;
    const known = made.get(key);
    if (known) return known;
    context.clearRect(0, 0, 2 * half, 2 * half);
    paintMark(context, MARKS[phase], half, half, radius, { hollow, paint, dim });
    const pixels = new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
    made.set(key, pixels);
    return pixels;
  }
  return { half, side, sprite };
}

/**
 * One colour over another, each as four bytes, red the lowest and how opaque the highest.
 * @param {number} above
 * @param {number} below
 */
export function blended(above, below) {
  const alpha = above >>> 24;
  // By far most lies on something opaque: whole numbers are quickest there.
  const under = below >>> 24 === 255 ? 255 - alpha : ((below >>> 24) * (255 - alpha)) / 255;
  const whole = alpha + under;
  const red = ((above & 255) * alpha + (below & 255) * under) / whole + 0.5;
  const green = (((above >>> 8) & 255) * alpha + ((below >>> 8) & 255) * under) / whole + 0.5;
  const blue = (((above >>> 16) & 255) * alpha + ((below >>> 16) & 255) * under) / whole + 0.5;
  return (((whole + 0.5) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * A picture to stamp marks on. A canvas takes some microseconds for each, and a country has
 * thousands: here it takes the finished picture, once.
 * @param {CanvasRenderingContext2D} context
 */
export function makeStamper(context) {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  return {
    /**
     * @param {Uint32Array} sprite a square
     * @param {number} side of it
     * @param {number} left of the picture's left edge where it is less than 0
     * @param {number} top
     */
    stamp(sprite, side, left, top) {
      const [from, to] = [Math.max(0, -left), Math.min(side, width - left)];
      const end = Math.min(side, height - top);
      for (let row = Math.max(0, -top); row < end; row++) {
        let at = (top + row) * width + left + from;
        for (let column = from; column < to; column++, at++) {
          const colour = sprite[row * side + column];
          const alpha = colour >>> 24;
          if (alpha === 0) continue;
          pixels[at] = alpha === 255 || pixels[at] === 0 ? colour : blended(colour, pixels[at]);
        }
      }
    },
    done() {
      context.putImageData(image, 0, 0);
    },
  };
}
