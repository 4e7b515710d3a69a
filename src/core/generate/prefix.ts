import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import type { LogitsProcessor } from './processors.ts';

/**
 * Makes a generation begin with given text, however its tokens cut it ("token healing"): while the text is not
 * complete, only tokens that go on with it are allowed. So a word that is half typed is continued as one word.
 */
export class RequiredPrefix implements LogitsProcessor {
  readonly #tokenizer: Tokenizer;
  readonly #prefix: Uint8Array;
  readonly #promptLength: number;

  /** @param promptLength tokens before the generation begins */
  constructor(tokenizer: Tokenizer, prefix: string, promptLength: number) {
    this.#tokenizer = tokenizer;
    this.#prefix = new TextEncoder().encode(prefix);
    this.#promptLength = promptLength;
  }

  apply(logits: Float32Array, ids: readonly number[]): void {
    let done = 0;
    for (const id of ids.slice(this.#promptLength)) done += this.#tokenizer.tokenBytes(id).length;
    if (done >= this.#prefix.length) return;
    const left = this.#prefix.subarray(done);
    for (let id = 0; id < logits.length; id++) {
      if (!agrees(this.#tokenizer.tokenBytes(id), left)) logits[id] = Number.NEGATIVE_INFINITY;
    }
  }
}

/** One is the beginning of the other, and neither is empty. */
function agrees(token: Uint8Array, wanted: Uint8Array): boolean {
  const length = Math.min(token.length, wanted.length);
  if (length === 0) return false;
  for (let i = 0; i < length; i++) if (token[i] !== wanted[i]) return false;
  return true;
}
