import type { Decoder } from '../../generate/decoder.ts';
import { generate } from '../../generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../../generate/processors.ts';
import { greedy, sampling } from '../../generate/sampler.ts';
import type { Moment } from '../../history/store/moment.ts';
import type { HistoryStore } from '../../history/store/store.ts';
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import { faithfulSentences, joinProfile, type ProfileSentence } from '../../profile/facets.ts';
import { loadProfile } from '../../profile/profile.ts';
import { traitsOf } from '../../profile/prose.ts';
import { seededRandom } from '../../support/random.ts';
import { PROFILE_BUDGET, parseProfile, profilePrompt } from './prompt.ts';

/** Four sentences. */
const MAX_TOKENS = 96;
/** One greedy, the others sampled: a small model seldom gets everything right at once. */
const DRAWS = 4;
const TITLES = 6;

/**
 * A profile in the model's words (“profile-augmented generation”): the model is shown the measured habits and a few
 * titles from before the moment. Only true statements about the habits are kept; the fixed sentences state the rest.
 * The same history, model and seed give the same words.
 * @returns null if too little was measured or none of the model's sentences was true
 * @throws OwnhandError `cancelled`
 */
export async function writeProfile(
  { decoder, tokenizer }: { decoder: Decoder; tokenizer: Tokenizer },
  store: HistoryStore,
  { until, seed = 1, signal }: { until?: Moment; seed?: number; signal?: AbortSignal } = {},
): Promise<string | null> {
  const { habits, off } = loadProfile(store, { until });
  const traits = traitsOf(habits, off);
  if (!traits) return null;
  const latest = store.list({ before: until, order: 'newest', limit: TITLES }).map(({ title }) => title);
  const titles = off.includes('titles') ? [] : latest.reverse();
  const { prompt } = profilePrompt({ traits, titles }, PROFILE_BUDGET, (text) => tokenizer.encode(text).length);
  const ids = [...tokenizer.prefixIds, ...tokenizer.encode(prompt)];
  const random = seededRandom(seed);
  // The base itself writes: an adapter has learned to write like the author, not about them.
  const state = decoder.newState(null);
  const good: ProfileSentence[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const written = await generate(decoder, state, tokenizer, ids, {
      maxTokens: MAX_TOKENS,
      processors: [new Suppress([...tokenizer.specialIds]), new NoRepeatNgrams(3, ids.length)],
      sampler: draw === 0 ? greedy : sampling({ temperature: 0.7, topK: 40, topP: 0.9 }, random),
      stop: (text) => (/\S\s*\n/.test(text) ? 'line' : undefined),
      signal,
    });
    good.push(...faithfulSentences(parseProfile(written.text), traits));
  }
  return good.length === 0 ? null : joinProfile(good, habits, off);
}
