import type { Eligible } from '../history/store/eligible.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { StoredVector, VectorMatrix } from '../history/store/vectorTable.ts';
import { throwIfCancelled } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';
import { passagesOf } from './passages.ts';

/** Passages embedded at once: a larger batch would delay cancelling. */
const BATCH = 8;
/** Queries whose vectors are cached: a text under the cursor is looked up again and again. */
const MAX_REMEMBERED = 64;

/** Turns texts into vectors; see embedding/embedder.ts. */
export interface TextEmbedder {
  readonly id: string;
  embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** An item found by meaning, with the number of its nearest passage. */
export interface DenseMatch {
  seq: number;
  part: number;
  /** Cosine of the angle between query and passage. */
  score: number;
}

/** Finds items by meaning; none if search by meaning is off. */
export interface Meaning {
  nearest(query: string, options: Eligible & { k: number }): Promise<DenseMatch[]>;
}

/** The history as vectors of its passages, held in memory: every vector is compared, so no near one is missed. */
export class DenseIndex {
  readonly #store: HistoryStore;
  readonly #embedder: TextEmbedder;
  readonly #remembered = new Map<string, Float32Array>();
  #matrix: { version: number; vectors: VectorMatrix } | undefined;

  constructor(store: HistoryStore, embedder: TextEmbedder) {
    this.#store = store;
    this.#embedder = embedder;
  }

  /**
   * Embeds the items that are not embedded yet, the most recently mined last; finished items stay if it is stopped.
   * @returns how many items were embedded
   * @throws OwnhandError `cancelled`
   */
  async embedMissing({ onProgress, signal }: LongCall = {}): Promise<number> {
    const missing = this.#store.vectors.missing(this.#embedder.id);
    for (const [done, { seq, sha256 }] of missing.entries()) {
      throwIfCancelled(signal);
      onProgress?.({ message: 'Embedding passages', done, total: missing.length });
      const item = this.#store.getBySeq(seq);
      if (item?.sha256 !== sha256) continue;
      // The title tells what a passage from the middle is about.
      const texts = passagesOf(item.text).map((passage) => `${item.title}\n${passage}`);
      const vectors: StoredVector[] = [];
      for (let i = 0; i < texts.length; i += BATCH) {
        vectors.push(...(await this.#embedder.embed(texts.slice(i, i + BATCH), signal)).map(toBytes));
      }
      this.#store.transaction(() => this.#store.vectors.put(this.#embedder.id, sha256, vectors));
    }
    this.#matrix = undefined;
    return missing.length;
  }

  /** The query's vector. */
  async vectorOf(query: string, signal?: AbortSignal): Promise<Float32Array> {
    const known = this.#remembered.get(query);
    if (known) return known;
    const [vector] = await this.#embedder.embed([query], signal);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.delete(oldest);
    this.#remembered.set(query, vector);
    return vector;
  }

  /** The items whose passages are nearest to a vector, nearest first; each item once. */
  nearest(vector: Float32Array, { k, ...eligible }: Eligible & { k: number }): DenseMatch[] {
    const { size, bytes, scales, seqs, parts } = this.#vectors();
    if (size !== vector.length) return [];
    const allowed = this.#store.vectors.allowed(eligible);
    const best = new Map<number, DenseMatch>();
    for (let row = 0; row < seqs.length; row++) {
      const seq = seqs[row];
      if (allowed && !allowed.has(seq)) continue;
      let sum = 0;
      for (let i = 0, at = row * size; i < size; i++, at++) sum += vector[i] * bytes[at];
      const score = sum * scales[row];
      const other = best.get(seq);
      if (!other || score > other.score) best.set(seq, { seq, part: parts[row], score });
    }
    return [...best.values()].sort((a, b) => b.score - a.score || a.seq - b.seq).slice(0, k);
  }

  #vectors(): VectorMatrix {
    this.#store.text.refresh();
    const { version } = this.#store.text;
    if (this.#matrix?.version !== version) {
      this.#matrix = { version, vectors: this.#store.vectors.load(this.#embedder.id) };
    }
    return this.#matrix.vectors;
  }
}

/** Rounds to 8 bits: the error of a cosine is below a hundredth. */
function toBytes(vector: Float32Array): StoredVector {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest / 127 || 1;
  return { bytes: Int8Array.from(vector, (value) => Math.round(value / scale)), scale };
}
