// Copy the address of what is open, or show it where a browser does not let a page copy.

import { byId } from "./dom.js";

const FROM_DISK = "Another copy of this file opens the same view with the part from # on.";

/**
 * @param {string} protocol of the page's address
 */
function copiedWords(protocol) {
  return protocol === "file:" ? `Link copied. ${FROM_DISK}` : "Link copied.";
}

/** Put the page's whole address on the clipboard; the reader is told how it went. */
export async function share() {
  const address = location.href;
  const [said, field] = [byId("copied"), byId("copy-field")];
  try {
    await navigator.clipboard.writeText(address);
    field.parentElement.hidden = true;
    said.textContent = copiedWords(location.protocol);
  } catch {
    field.parentElement.hidden = false;
    field.value = address;
    said.textContent = "This browser does not let a page copy. The link is selected below: copy it from there.";
    field.focus();
    field.select();
  }
}

/** Once something else is open the copied link is of the past. */
export function forgetShared() {
  byId("copy-field").parentElement.hidden = true;
  byId("copied").textContent = "";
}
