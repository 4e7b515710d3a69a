import { type Followers, followersOf, MOST_MET } from './followers.ts';
import { LONGEST, mergeSuffixes, sortSuffixes, type Tokens } from './suffixes.ts';

/** A text of the index. */
export interface IndexedText {
  /** Id of the history item. */
  id: string;
  /** Tells this state of the item from others. */
  version: string;
  /** Number of its tokens. */
  tokens: number;
}

/** A text to take in. */
export interface NewText {
  id: string;
  version: string;
  ids: readonly number[];
}

/** Positions [start, end). */
export type Span = readonly [start: number, end: number];

/** Everything the user wrote, as tokens, sorted so that what followed any few of them is found in microseconds. */
export class NgramIndex {
  /** The id that ends each text: one more than the vocabulary's highest. */
  readonly border: number;
  readonly texts: readonly IndexedText[];
  readonly tokens: Tokens;
  /** Positions in `tokens`, sorted by the tokens that start there. */
  readonly order: Uint32Array<ArrayBuffer>;
  /** Where in `order` the positions of each token begin, [border + 1]. */
  readonly #begins: Uint32Array;
  /** The span of each text, by its item's id. */
  readonly #spans = new Map<string, Span>();

  constructor(border: number, texts: readonly IndexedText[], tokens: Tokens, order: Uint32Array<ArrayBuffer>) {
    this.border = border;
    this.texts = texts;
    this.tokens = tokens;
    this.order = order;
    this.#begins = new Uint32Array(border + 2);
    for (const id of tokens) this.#begins[id + 1]++;
    for (let id = 1; id <= border; id++) this.#begins[id] += this.#begins[id - 1];
    let start = 0;
    for (const text of texts) {
      this.#spans.set(text.id, [start, start + text.tokens]);
      start += text.tokens + 1;
    }
  }

  static empty(border: number): NgramIndex {
    return new NgramIndex(border, [], arrayFor(border, 0), new Uint32Array(0));
  }

  /**
   * The index without some of its texts and with new ones, identical to one built from scratch.
   * @param keeps says which of its texts stay
   */
  changed(keeps: (text: IndexedText) => boolean, added: readonly NewText[]): NgramIndex {
    const kept = this.texts.filter(keeps);
    const length = [...kept.map(({ tokens }) => tokens), ...added.map(({ ids }) => ids.length)];
    const tokens = arrayFor(
      this.border,
      length.reduce((sum, each) => sum + each + 1, 0),
    );
    const gaps: { from: number; shift: number }[] = [];
    let at = 0;
    for (const text of kept) {
      const [start, end] = this.#spans.get(text.id)!;
      if (start - at !== (gaps.at(-1)?.shift ?? 0)) gaps.push({ from: start, shift: start - at });
      tokens.set(this.tokens.subarray(start, end + 1), at);
      at += end + 1 - start;
    }
    const old = at;
    for (const { ids } of added) {
      tokens.set(ids, at);
      at += ids.length;
      tokens[at++] = this.border;
    }
    const order = kept.length === this.texts.length ? this.order : this.#movedOrder(kept, gaps);
    const fresh = sortSuffixes(tokens, old, at, this.border);
    const merged =
      order.length >= fresh.length
        ? mergeSuffixes(tokens, order, fresh, this.border)
        : mergeSuffixes(tokens, fresh, order, this.border);
    const texts = [...kept, ...added.map(({ id, version, ids }) => ({ id, version, tokens: ids.length }))];
    return new NgramIndex(this.border, texts, tokens, merged);
  }

  /** The spans of some items' texts, in order; items that are not in the index have none. */
  spansOf(ids: Iterable<string>): Span[] {
    const spans = [...ids].map((id) => this.#spans.get(id)).filter((span) => span !== undefined);
    return spans.sort(([a], [b]) => a - b);
  }

  /**
   * What followed the last one, two, … tokens, the shortest context first; stops at the first context that was never
   * seen.
   * @param without sorted spans of texts that do not count
   */
  followers(ids: readonly number[], without: readonly Span[] = []): Followers[] {
    const out: Followers[] = [];
    for (let length = 1; length <= Math.min(LONGEST, ids.length); length++) {
      const [low, high] = this.#find(ids, length);
      if (low === high) break;
      if (high - low > MOST_MET) continue;
      const found = followersOf(length, this.#next(low, high, length, without));
      if (!found) break;
      out.push(found);
    }
    return out;
  }

  *#next(low: number, high: number, length: number, without: readonly Span[]): Generator<number> {
    for (let i = low; i < high; i++) {
      const position = this.order[i];
      const id = this.tokens[position + length];
      if (id !== this.border && !isWithin(position, without)) yield id;
    }
  }

  /** The places in `order` whose positions begin with the last `length` of the ids. */
  #find(ids: readonly number[], length: number): [number, number] {
    const first = ids[ids.length - length];
    if (!(first >= 0 && first < this.border)) return [0, 0];
    let [low, high] = [this.#begins[first], this.#begins[first + 1]];
    for (let k = 1; k < length && low < high; k++) {
      const id = ids[ids.length - length + k];
      low = this.#lowerBound(low, high, k, id);
      high = this.#lowerBound(low, high, k, id + 1);
    }
    return [low, high];
  }

  /** The first place of a sorted range whose token at `offset` is at least `id`. */
  #lowerBound(low: number, high: number, offset: number, id: number): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.tokens[this.order[middle] + offset] < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The order of the texts that stay, at their new places: it is sorted already. */
  #movedOrder(
    kept: readonly IndexedText[],
    gaps: readonly { from: number; shift: number }[],
  ): Uint32Array<ArrayBuffer> {
    const ids = new Set(kept.map(({ id }) => id));
    const gone = this.spansOf(this.texts.filter(({ id }) => !ids.has(id)).map(({ id }) => id));
    const out = new Uint32Array(kept.reduce((sum, { tokens }) => sum + tokens, 0));
    let count = 0;
    for (const position of this.order) {
      if (isWithin(position, gone)) continue;
      const gap = lastAtOrBefore(gaps, position, ({ from }) => from);
      out[count++] = position - (gap?.shift ?? 0);
    }
    return out;
  }
}

function arrayFor(border: number, length: number): Tokens {
  return border <= 0xffff ? new Uint16Array(length) : new Uint32Array(length);
}

function isWithin(position: number, spans: readonly Span[]): boolean {
  if (spans.length === 0) return false;
  const span = lastAtOrBefore(spans, position, ([start]) => start);
  return span !== undefined && position < span[1];
}

/** Of ascending values, the last one not beyond a position. */
function lastAtOrBefore<T>(values: readonly T[], position: number, of: (value: T) => number): T | undefined {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (of(values[middle]) <= position) low = middle + 1;
    else high = middle;
  }
  return values[low - 1];
}
