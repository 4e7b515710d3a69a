import type { Stack } from '../adapter/stack.ts';
import { Decoder } from '../generate/decoder.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import type { NgramWeights } from '../ngram/weights.ts';
import { loadProfile } from '../profile/profile.ts';
import { type CalibrationFigures, fitCalibration, type Said, USUAL_ADAPTED } from '../tasks/complete/calibration.ts';
import { lookFor } from '../tasks/complete/complete.ts';
import { openingOf } from '../tasks/complete/continuation.ts';
import { isAllRight } from '../tasks/complete/right.ts';
import { gainOf } from '../tasks/complete/rule.ts';
import { ngramsOf } from '../tasks/ngramsOf.ts';
import { Prompter } from '../tasks/prompter.ts';
import type { WritingModel } from '../tasks/writingModel.ts';
import { splitHistory } from './materials.ts';
import { indexOf } from './ngramWeights.ts';
import type { TrainPlace } from './place.ts';

/** Longest prompt and answer together, in tokens. */
const CONTEXT = 768;
/** How many words of each item are predicted from what comes before them. */
const WORDS = 16;
/** Less likely continuations decide nothing. */
const LEAST = 0.15;
/** After every so many words, a place within the word is asked too. */
const HALF_EVERY = 2;
const WORD = /(?<=[^\s] )[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Characters before the first of these words. */
const MIN_BEFORE = 40;

/**
 * Calibrates the probabilities that ghost text is chosen by, with an adapter: on a stretch of each of the latest items,
 * which it has not learned from, how sure the best continuation was before each word and within some, and whether it was right. The
 * user's n-grams are mixed in as in serving.
 * @param adapter float32 [P], the user's part
 * @param weights of those n-grams
 */
export async function calibrate(
  stack: Stack,
  adapter: Float32Array,
  { base, store, threads, meaning, signal }: TrainPlace,
  weights: NgramWeights,
  until?: string,
): Promise<CalibrationFigures> {
  const { past, future } = splitHistory(store, until);
  const tokenizer = await base.tokenizer();
  const decoder = await Decoder.open(base, stack.layout, { context: CONTEXT, threads, device: 'cpu' });
  try {
    const { prose } = loadProfile(store, { until: future[0] });
    const state = decoder.newState(stack.join(adapter));
    const states = { complete: state, title: state, tags: state };
    const prompter = new Prompter(store, tokenizer, { profile: prose, retrieval: true, meaning });
    const index = indexOf(past, tokenizer);
    const ngrams = ngramsOf(() => index, weights, store, tokenizer);
    const said: Said[] = [];
    for (const item of future) {
      said.push(...(await saidOf({ decoder, tokenizer, prompter, states, ngrams }, item, signal)));
    }
    return fitCalibration(said, USUAL_ADAPTED);
  } finally {
    await decoder.dispose();
  }
}

async function saidOf(writer: WritingModel, item: StoredItem, signal?: AbortSignal): Promise<Said[]> {
  const { id, title, text } = item;
  const words = [...text.matchAll(WORD)].filter(({ index }) => index >= MIN_BEFORE);
  const first = Math.max(0, Math.floor((words.length - WORDS) / 2));
  const rule = { threshold: LEAST, length: 'phrase', readingCost: 0 } as const;
  const said: Said[] = [];
  for (const [n, { index, 0: word }] of words.slice(first, first + WORDS).entries()) {
    const places = n % HALF_EVERY === 0 ? [index] : [index, index + Math.ceil(word.length / 2)];
    for (const at of places) {
      const opening = openingOf({ text: text.slice(0, at), title });
      if (typeof opening === 'string') continue;
      const { found } = await lookFor(writer, opening, {}, rule, { id, moment: item }, signal);
      const [best] = found.cuts.sort((a, b) => gainOf(b, rule) - gainOf(a, rule));
      if (best) said.push({ p: best.p, right: isAllRight(best.text, text.slice(at)), half: opening.word !== '' });
    }
  }
  return said;
}
