import type { HistoryStore } from '../store/store.ts';

/** Two items count as the same if they share at least this much of their word 5-shingles (Jaccard). */
const NEAR_DUPLICATE = 0.8;

const SHINGLE = 5;
const BANDS = 20;
const ROWS = 6; // A pair at Jaccard 0.8 meets in some band with probability 1 − (1 − 0.8⁶)²⁰ = 0.998.
const BINS = BANDS * ROWS;

/** What is needed to find near-duplicates. */
export interface Fingerprint {
  /** Hashes of the word 5-shingles, ascending, each once. */
  shingles: Uint32Array;
  /** One hash per band; two near-duplicates share at least one. */
  bands: Uint32Array;
}

/**
 * Fingerprints a text by MinHash: one permutation cut into bins (Li, Owen, Zhang, NIPS 2012), empty bins filled from
 * others (Shrivastava, ICML 2017), bins joined to bands. Case, punctuation and spacing do not count.
 */
export function fingerprint(text: string): Fingerprint {
  const shingles = shinglesOf(text);
  const bins = new Uint32Array(BINS);
  const filled = new Uint8Array(BINS);
  for (const shingle of shingles) {
    const bin = shingle % BINS;
    const value = mix(shingle ^ 0x9e3779b9);
    if (!filled[bin] || value < bins[bin]!) bins[bin] = value;
    filled[bin] = 1;
  }
  const bands = new Uint32Array(BANDS);
  if (shingles.length === 0) return { shingles, bands };
  const dense = bins.map((value, bin) => (filled[bin] ? value : bins[donor(bin, filled)]!));
  for (let band = 0; band < BANDS; band++) {
    let hash = mix(band + 1);
    for (let row = 0; row < ROWS; row++) hash = mix(hash ^ dense[band * ROWS + row]!);
    bands[band] = hash;
  }
  return { shingles, bands };
}

/**
 * The filled bin an empty one borrows from: the same for every text that has it filled and the tries before it empty.
 */
function donor(bin: number, filled: Uint8Array): number {
  for (let attempt = 1; ; attempt++) {
    const other = mix(bin * 0x10001 + attempt * 0x01000193) % BINS;
    if (filled[other]) return other;
  }
}

function shinglesOf(text: string): Uint32Array {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(hashWord);
  if (words.length === 0) return new Uint32Array();
  const length = Math.min(SHINGLE, words.length);
  const hashes = new Uint32Array(words.length - length + 1);
  for (let i = 0; i < hashes.length; i++) {
    let hash = length;
    for (let j = 0; j < length; j++) hash = Math.imul(hash, 0x01000193) + words[i + j]!;
    hashes[i] = mix(hash);
  }
  hashes.sort();
  let distinct = 1;
  for (let i = 1; i < hashes.length; i++) if (hashes[i] !== hashes[distinct - 1]) hashes[distinct++] = hashes[i]!;
  return hashes.slice(0, distinct);
}

/** Shared shingles over all shingles of two ascending lists. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  const all = a.length + b.length - shared;
  return all === 0 ? 0 : shared / all;
}

/** FNV-1a over UTF-16 units. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Finds the stored item that a text repeats. Holds 8 bytes per band and item; texts stay in the store. */
export class DuplicateIndex {
  readonly #store: HistoryStore;
  #keys = new Uint32Array(1 << 12);
  /** Place in the store of each key's item; 0 is an empty slot. */
  #seqs = new Uint32Array(1 << 12);
  #used = 0;

  /** Loads the fingerprints of everything in the store. */
  constructor(store: HistoryStore) {
    this.#store = store;
    for (const { seq, bands } of store.bands()) this.add(seq, bands);
  }

  add(seq: number, bands: Uint32Array): void {
    for (const band of bands) this.#insert(band, seq);
  }

  /**
   * @param print the text's fingerprint
   * @param id the text's own id, which it cannot repeat
   * @returns the id of an item at least 80 % the same, or undefined
   */
  find(print: Fingerprint, id: string): string | undefined {
    const meetings = new Map<number, number>();
    for (const band of print.bands) {
      for (const seq of this.#lookUp(band)) meetings.set(seq, (meetings.get(seq) ?? 0) + 1);
    }
    const likely = [...meetings].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MAX_COMPARED);
    for (const [seq] of likely) {
      const item = this.#store.getBySeq(seq);
      if (!item || item.id === id) continue;
      const mined = this.#store.paragraphs.minedText(seq)!;
      if (jaccard(print.shingles, shinglesOf(mined)) >= NEAR_DUPLICATE) return item.id;
    }
    return undefined;
  }

  *#lookUp(key: number): Generator<number> {
    const mask = this.#keys.length - 1;
    for (let slot = mix(key) & mask; this.#seqs[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#keys[slot] === key) yield this.#seqs[slot]!;
    }
  }

  #insert(key: number, seq: number): void {
    if (this.#used * 2 >= this.#keys.length) this.#grow();
    const mask = this.#keys.length - 1;
    let slot = mix(key) & mask;
    for (let same = 0; this.#seqs[slot] !== 0; slot = (slot + 1) & mask) {
      // A band that many different texts share is boilerplate: it would slow down every look-up and tells nothing.
      if (this.#keys[slot] === key && (this.#seqs[slot] === seq || ++same >= MAX_SHARED)) return;
    }
    this.#keys[slot] = key;
    this.#seqs[slot] = seq;
    this.#used++;
  }

  #grow(): void {
    const [keys, seqs] = [this.#keys, this.#seqs];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#seqs = new Uint32Array(seqs.length * 2);
    this.#used = 0;
    for (let slot = 0; slot < keys.length; slot++) if (seqs[slot] !== 0) this.#insert(keys[slot]!, seqs[slot]!);
  }
}

const MAX_COMPARED = 8;
const MAX_SHARED = 32;
