// Build the page's elements. Text only ever enters as text, never as markup.

/** @import { Child, PageElements, Props } from "./types.d.ts" */

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} [props] `on` holds listeners; true sets an attribute, false and null omit it
 * @param {...Child} children text becomes text nodes
 */
export function el(tag, props = {}, ...children) {
  const { on = {}, ...attributes } = props;
  const node = document.createElement(tag);
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) {
      node.setAttribute(key, "");
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(key, String(value));
    }
  }
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

/**
 * Put `children` in place of everything in `node`.
 * @param {Element} node
 * @param {...(Node|string|null)} children
 */
export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null));
}

/**
 * Find an element of the document by its id.
 * @template {keyof PageElements} Id
 * @param {Id} id
 * @returns {PageElements[Id]}
 */
export function byId(id) {
  return /** @type {PageElements[Id]} */ (document.getElementById(id));
}

/**
 * A name from the data: isolated, so that right-to-left letters do not turn what surrounds it.
 * @param {string} text
 */
export function name(text) {
  return el("bdi", {}, text);
}

/**
 * A list with one item for each of `items`.
 * @param {(Node|string)[]} items
 * @param {Props} [props]
 */
export function list(items, props = {}) {
  return el("ul", props, ...items.map((item) => el("li", {}, item)));
}

/**
 * A button that looks like a link.
 * @param {Child} content
 * @param {() => void} action
 * @param {Props} [props]
 */
export function link(content, action, props = {}) {
  return el("button", { type: "button", class: "link", on: { click: action }, ...props }, content);
}
