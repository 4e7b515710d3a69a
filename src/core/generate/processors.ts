/** Changes the logits before the next token is chosen; `ids` is all that was read and written so far. */
export interface LogitsProcessor {
  apply(logits: Float32Array, ids: readonly number[]): void;
}

/** Forbids any token that would repeat a run of `n` tokens; small models loop without it. */
export class NoRepeatNgrams implements LogitsProcessor {
  readonly #n: number;
  readonly #from: number;

  /** @param from only runs that start at or after this token count, e.g. the end of the prompt's preamble */
  constructor(n: number, from = 0) {
    this.#n = n;
    this.#from = from;
  }

  apply(logits: Float32Array, ids: readonly number[]): void {
    const tail = ids.slice(ids.length - this.#n + 1);
    if (tail.length < this.#n - 1) return;
    for (let start = this.#from; start + this.#n <= ids.length; start++) {
      if (tail.every((id, offset) => ids[start + offset] === id)) {
        logits[ids[start + this.#n - 1]] = Number.NEGATIVE_INFINITY;
      }
    }
  }
}

/** Forbids fixed tokens, such as control tokens inside a user's text. */
export class Suppress implements LogitsProcessor {
  readonly #ids: readonly number[];

  constructor(ids: Iterable<number>) {
    this.#ids = [...ids];
  }

  apply(logits: Float32Array): void {
    for (const id of this.#ids) if (id < logits.length) logits[id] = Number.NEGATIVE_INFINITY;
  }
}
