import { type Decoder, type DecoderState, logSoftmax, type ReadOptions } from './decoder.ts';

/** A second model of what comes next, such as the user's own n-grams, that is mixed into the first. */
export interface Mixture {
  /**
   * Mixes in place, so that the result sums to 1 again.
   * @param logProbabilities natural log p of every token under the first model, [V]
   * @param ids all tokens read and written so far, the prompt's first
   */
  mix(logProbabilities: Float32Array, ids: readonly number[]): void;
  /** The token that it finds likeliest to come next, if any: a guess to read along. */
  guess?(ids: readonly number[]): number | undefined;
}

/** What predicts the next token. */
export interface Source {
  decoder: Decoder;
  state: DecoderState;
  mixture?: Mixture;
}

/**
 * The only place that decides how likely each next token is: everything that writes goes through it.
 * @returns natural log p of every token after `ids`, [V], the caller's own
 * @throws OwnhandError `cancelled`
 */
export async function nextLogProbabilities(
  { decoder, state, mixture }: Source,
  ids: readonly number[],
  options: ReadOptions = {},
): Promise<Float32Array> {
  const values = await decoder.read(state, ids, options);
  logSoftmax(values);
  mixture?.mix(values, ids);
  return values;
}
