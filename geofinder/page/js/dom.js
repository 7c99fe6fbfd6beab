// Build the page's elements. Text only ever enters as text, never as markup.

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, any>} [props] attributes; `on` holds listeners; true sets, false omits
 * @param {...(Node|string|number|null|false|undefined)} children text becomes text nodes
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (value === true) {
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
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  return document.getElementById(id);
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
 * @param {Object<string, any>} [props]
 */
export function list(items, props = {}) {
  return el("ul", props, ...items.map((item) => el("li", {}, item)));
}

/** A button that looks like a link. */
export function link(content, action, props = {}) {
  return el("button", { type: "button", class: "link", on: { click: action }, ...props }, content);
}
