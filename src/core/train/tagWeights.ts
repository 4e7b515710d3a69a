import type { Stack } from '../adapter/stack.ts';
import { Decoder } from '../generate/decoder.ts';
import { loadProfile } from '../profile/profile.ts';
import { tagVocabulary } from '../profile/vocabulary.ts';
import { Prompter } from '../tasks/prompter.ts';
import { tagSamples } from '../tasks/tags/keptWeights.ts';
import type { TagWeights } from '../tasks/tags/signal.ts';
import { DEFAULT_TAG_WEIGHTS, learnTagWeights, PERSONAL_TAG_WEIGHTS, tagBits } from '../tasks/tags/weights.ts';
import { splitHistory } from './materials.ts';
import type { TrainPlace } from './place.ts';

/** Longest prompt and answer together, in tokens. */
const CONTEXT = 512;

/** Weights, and what each item's tags cost under them, in bits (`tagBits`). */
interface Fitted {
  weights: TagWeights;
  bits: number[];
}

/**
 * Fits how much each signal counts when tags are suggested, on the latest items, which the adapter has not learned
 * from: with the adapter, and without it.
 * @returns null if none of these items has tags
 */
export async function fitTagWeights(
  stack: Stack,
  adapter: Float32Array,
  place: TrainPlace,
  until?: string,
): Promise<{ own: Fitted; plain: Fitted } | null> {
  const { base, store, threads, signal } = place;
  const { future } = splitHistory(store, until);
  if (!future.some(({ tags }) => tags.length > 0)) return null;
  const { habits, prose } = loadProfile(store, { until: future[0] });
  const tokenizer = await base.tokenizer();
  const decoder = await Decoder.open(base, stack.layout, { context: CONTEXT, threads, device: 'cpu' });
  try {
    const weightsOf = async (vector: Float32Array, from: TagWeights): Promise<Fitted> => {
      const state = decoder.newState(stack.join(vector));
      const prompter = new Prompter(store, tokenizer, { profile: prose, retrieval: true, meaning: place.meaning });
      const writer = { decoder, tokenizer, prompter, states: { complete: state, title: state, tags: state } };
      const samples = await tagSamples(writer, future, tagVocabulary(habits), signal);
      const weights = learnTagWeights(samples, from);
      return { weights, bits: tagBits(samples, weights) };
    };
    return {
      own: await weightsOf(adapter, PERSONAL_TAG_WEIGHTS),
      plain: await weightsOf(new Float32Array(adapter.length), DEFAULT_TAG_WEIGHTS),
    };
  } finally {
    await decoder.dispose();
  }
}
