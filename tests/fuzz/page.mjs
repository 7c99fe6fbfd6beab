// Do with the page's script what each line of standard input asks, and answer in one line each.

import { createInterface } from "node:readline";
import * as packed from "../../geofinder/page/js/packed.js";
import * as state from "../../geofinder/page/js/state.js";

/** What a page holds, as main.js makes it. */
const knownOf = (known) => Object.fromEntries(Object.entries(known).map(([key, values]) => [key, new Set(values)]));

const ASKED = {
  hash({ hash, planned, known, part }) {
    const views = state.viewsOf(planned);
    const read = state.parseHash(hash, views, knownOf(known));
    const written = state.formatHash(read, views);
    const again = state.parseHash(written, views, knownOf(known));
    const after = state.settled(read, part);
    return { read, written, again, after, step: state.isStep(read, after, ""), listed: state.onlyListed(read, after) };
  },
  numbers: ({ text }) => packed.numbers(text),
  phrases: ({ column }) => packed.phrases(column),
  decoded: ({ column }) => packed.decoded(column),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { what, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = { found: ASKED[what](given) };
  } catch (error) {
    answer = { failed: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
