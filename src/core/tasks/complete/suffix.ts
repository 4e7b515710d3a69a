import type { DecoderState } from '../../generate/decoder.ts';
import type { WritingModel } from '../writingModel.ts';
import type { Opening } from './continuation.ts';
import { firstLine } from './filters/filter.ts';

/** Tokens after the cursor that are checked: the first few show whether they fit. */
const LOOKED_AT = 4;

/**
 * Whether the rest of the line after the cursor follows the suggestion at least as well as it follows the text without
 * it: compares log p of its first tokens.
 * @param state that has read `prompt`
 * @param typed what stands between the prompt and the cursor
 */
export async function fitsSuffix(
  { decoder, tokenizer }: Pick<WritingModel, 'decoder' | 'tokenizer'>,
  state: DecoderState,
  prompt: readonly number[],
  typed: string,
  suggestion: string,
  { around }: Opening,
  signal?: AbortSignal,
): Promise<boolean> {
  const suffix = firstLine(around.after);
  const costs: number[] = [];
  for (const text of [typed + suggestion, typed]) {
    // A space at the end belongs to the next word's token.
    const kept = text.trimEnd();
    const before = [...prompt, ...tokenizer.encode(kept)];
    const after = tokenizer.encode(text.slice(kept.length) + (/\s$/.test(text) ? suffix.trimStart() : suffix));
    const scores = await decoder.score(state, before, after.slice(0, LOOKED_AT), signal);
    costs.push(scores.reduce((sum, each) => sum + each, 0));
  }
  return costs[0] >= costs[1];
}
