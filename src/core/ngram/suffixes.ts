/**
 * A suffix array over token ids (infini-gram, arXiv 2401.17377), sorted by the next few tokens only: no context is
 * longer, so sorting takes only a few counting passes.
 */

/** Texts one after the other, each ended by a border; in 16 bits if the vocabulary allows it. */
export type Tokens = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Most tokens of a context. */
export const LONGEST = 6;
/** Tokens by which suffixes are sorted: a context, and what follows it. */
const DEPTH = LONGEST + 1;

/**
 * Positions of a range, sorted by the tokens that start there; a border has no position.
 * @param border the id that ends a text, greater than that of any token
 */
export function sortSuffixes(tokens: Tokens, from: number, to: number, border: number): Uint32Array<ArrayBuffer> {
  let count = 0;
  for (let at = from; at < to; at++) if (tokens[at] !== border) count++;
  let sorted = new Uint32Array(count);
  let other = new Uint32Array(count);
  let next = 0;
  for (let at = from; at < to; at++) if (tokens[at] !== border) sorted[next++] = at;
  const places = new Uint32Array(border + 2);
  // By the last token first: each pass keeps the order of those before it.
  for (let k = DEPTH - 1; k >= 0; k--) {
    places.fill(0);
    const key = (position: number) => (position + k < to ? tokens[position + k] : border);
    for (let i = 0; i < count; i++) places[key(sorted[i]) + 1]++;
    for (let id = 1; id < places.length; id++) places[id] += places[id - 1];
    for (let i = 0; i < count; i++) {
      const position = sorted[i];
      other[places[key(position)]++] = position;
    }
    [sorted, other] = [other, sorted];
  }
  return sorted;
}

/** Merges two sorted arrays; each position of `few` is looked up in `many`, the longer one. */
export function mergeSuffixes(
  tokens: Tokens,
  many: Uint32Array<ArrayBuffer>,
  few: Uint32Array<ArrayBuffer>,
  border: number,
): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(many.length + few.length);
  let [taken, at] = [0, 0];
  for (const position of few) {
    let [low, high] = [taken, many.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareSuffixes(tokens, many[middle], position, border) <= 0) low = middle + 1;
      else high = middle;
    }
    out.set(many.subarray(taken, low), at);
    at += low - taken;
    taken = low;
    out[at++] = position;
  }
  out.set(many.subarray(taken), at);
  return out;
}

/** Below 0 if what starts at `a` sorts before what starts at `b`; nothing after a border counts. */
export function compareSuffixes(tokens: Tokens, a: number, b: number, border: number): number {
  for (let k = 0; k < DEPTH; k++) {
    const difference = tokens[a + k] - tokens[b + k];
    if (difference !== 0) return difference;
    if (tokens[a + k] === border) return 0;
  }
  return 0;
}
