import type { ModelConfig } from '../model/config.ts';

/** The buffers grow by this many tokens at a time. */
const STEP = 128;

/**
 * Keys and values of the tokens seen so far, in buffers that ONNX Runtime reads in place. Each layer has a key and a
 * value buffer, float32 [kv heads, room, head size]. They are no larger than needed: the library clears and fills as
 * much again on each run, which at a room of 1,024 tokens is a fifth of a token's cost.
 */
export class KvCache {
  /** Key of layer 0, value of layer 0, key of layer 1, … */
  readonly buffers: Float32Array[];
  /** The most tokens there can be. */
  readonly capacity: number;
  /** The tokens whose rows are valid, in order. */
  readonly tokens: number[] = [];
  readonly #kvHeads: number;
  readonly #headDim: number;
  #room = 0;

  constructor(config: ModelConfig, capacity: number) {
    this.capacity = capacity;
    this.#kvHeads = config.kvHeads;
    this.#headDim = config.headDim;
    this.buffers = Array.from({ length: 2 * config.layers }, () => new Float32Array(0));
    this.reserve(1);
  }

  /** Tokens for which the buffers have room. */
  get room(): number {
    return this.#room;
  }

  /** Makes room for `tokens`, which must not exceed `capacity`; existing rows are kept. */
  reserve(tokens: number): void {
    if (tokens <= this.#room) return;
    const room = Math.min(this.capacity, Math.ceil(tokens / STEP) * STEP);
    const [old, now] = [this.#room * this.#headDim, room * this.#headDim]; // of one head
    const valid = this.tokens.length * this.#headDim;
    for (const [index, buffer] of this.buffers.entries()) {
      const grown = new Float32Array(this.#kvHeads * now);
      for (let g = 0; g < this.#kvHeads; g++) grown.set(buffer.subarray(g * old, g * old + valid), g * now);
      this.buffers[index] = grown;
    }
    this.#room = room;
  }

  /** Forgets everything after the first `length` tokens. */
  truncate(length: number): void {
    if (length < this.tokens.length) this.tokens.length = length;
  }

  /** How many of `ids`, from the start, are already here. */
  commonPrefix(ids: readonly number[]): number {
    const limit = Math.min(ids.length, this.tokens.length);
    let same = 0;
    while (same < limit && ids[same] === this.tokens[same]) same++;
    return same;
  }

  /**
   * Appends the rows of new tokens, for which there must be room.
   * @param rows float32 [2·layers, n, kv heads · head size], as the decode graph returns them
   * @param n rows per layer in `rows`; those beyond the number of ids are left out
   */
  append(ids: readonly number[], rows: Float32Array, n = ids.length): void {
    const start = this.tokens.length;
    const head = this.#headDim;
    const width = this.#kvHeads * head;
    for (let buffer = 0; buffer < this.buffers.length; buffer++) {
      const target = this.buffers[buffer];
      for (let t = 0; t < ids.length; t++) {
        const from = (buffer * n + t) * width;
        for (let g = 0; g < this.#kvHeads; g++) {
          const row = rows.subarray(from + g * head, from + (g + 1) * head);
          target.set(row, (g * this.#room + start + t) * head);
        }
      }
    }
    for (const id of ids) this.tokens.push(id);
  }
}
