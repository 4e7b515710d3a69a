import type { HeldOut, Scale, TaskCosts } from '../adapter/heldout.ts';
import type { Adapter } from '../adapter/layout.ts';
import type { Stack } from '../adapter/stack.ts';
import { atStrength, hasStrength } from '../adapter/strength.ts';
import type { BaseModel } from '../model/base.ts';
import type { CalibrationFigures } from '../tasks/complete/calibration.ts';
import type { Example } from '../tasks/example.ts';
import type { TagWeights } from '../tasks/tags/signal.ts';
import { calibrate } from './calibration.ts';
import { type Cost, compare, costsOf, heldOutOf, mean } from './heldout.ts';
import type { HeldOutExamples } from './materials.ts';
import { type FittedNgrams, fitNgramWeights } from './ngramWeights.ts';
import type { TrainPlace } from './place.ts';
import { type GraphOptions, ScoreSession } from './session.ts';
import { packFor } from './settings.ts';
import { type ChosenStrength, chooseStrength, STRENGTHS } from './strength.ts';
import { fitTagWeights } from './tagWeights.ts';

/** Titles and tags must gain more than this many standard errors: a dozen of them are few words. */
const MARGIN = 1;

/** How an adapter does on writing that it has not learned from, and what was fitted there. */
export interface Judgement {
  heldout: HeldOut;
  scale: Scale;
  /** The strength saved with the adapter: that of text, or the best one if the adapter is not used for text. */
  strength: number;
  /** With the adapter, and without it; null if none of the items has tags. */
  tagWeights: { own: TagWeights; plain: TagWeights } | null;
  /** The weights of the user's n-grams with the adapter at that strength, and without it. */
  ngrams: { own: FittedNgrams; plain: FittedNgrams };
  /** Calibration of the probabilities that ghost text is chosen by, with the adapter. */
  calibration: CalibrationFigures;
}

/**
 * Judges an adapter in each task on the latest items, at the strength that those items choose. @param own the user's
 * part
 */
export async function judge(
  stack: Stack,
  own: Adapter,
  heldOut: HeldOutExamples,
  place: TrainPlace,
  until?: string,
): Promise<Judgement> {
  const text = await atStrengths(heldOut.text, stack, own, place);
  const titles = heldOut.titles.length > 0 ? await atStrengths(heldOut.titles, stack, own, place, MARGIN) : null;
  const strength = text.chosen.strength || text.chosen.best;
  // Tags are decoded item by item: there is only time for one strength.
  const tags = await fitTagWeights(stack, atStrength(own, strength), place, until);
  const ngrams = await fitNgramWeights(heldOut.text, stack, atStrength(own, strength), place, until);
  const calibration = await calibrate(stack, atStrength(own, strength), place, ngrams.own.weights, until);
  const tagBits = tags && tags.plain.bits.length > 0 ? { base: tags.plain.bits, own: tags.own.bits } : null;
  const tagChoice = tagBits && chooseStrength({ base: tagBits.base, at: new Map([[strength, tagBits.own]]) }, MARGIN);
  return {
    heldout: {
      ...text.costs,
      title: titles && { ...titles.costs.median, gain: titles.chosen.gain },
      tags: tagBits && tagChoice && tagCosts(tagBits, tagChoice),
    },
    scale: {
      text: text.chosen.strength,
      title: titles?.chosen.strength ?? null,
      tags: tagChoice?.strength ?? null,
    },
    strength,
    ngrams,
    calibration,
    tagWeights: tags && { own: tags.own.weights, plain: tags.plain.weights },
  };
}

/** @param bits for each item's tags, without the adapter and with it */
function tagCosts(bits: { base: readonly number[]; own: readonly number[] }, { gain }: ChosenStrength): TaskCosts {
  return { base: mean(bits.base), adapter: mean(bits.own), gain };
}

/** Chooses the strength on held-out examples, and says what they cost at it. */
async function atStrengths(examples: Example[], stack: Stack, own: Adapter, place: TrainPlace, margin = 0) {
  const { base, signal } = place;
  const strengths: readonly number[] = hasStrength(own.layout) ? STRENGTHS : [1];
  const vectors = [0, ...strengths].map((strength) => stack.join(atStrength(own, strength)));
  const [without, ...at] = await scoring(examples, base, stack, place, async (session) =>
    costsOf(examples, session, await base.tokenizer(), vectors, signal),
  );
  const items = [...without.items.keys()];
  const listed = ({ items: costs }: Cost) => items.map((item) => costs.get(item) as number);
  const chosen = chooseStrength(
    { base: listed(without), at: new Map(strengths.map((strength, index) => [strength, listed(at[index])])) },
    margin,
  );
  const served = at[strengths.indexOf(chosen.strength || chosen.best)];
  return { chosen, costs: heldOutOf(without, served, chosen.gain) };
}

/** Two adapters compared on held-out examples. */
export function compareOn(
  examples: Example[],
  base: BaseModel,
  stack: Stack,
  { base: without, adapter }: Record<'base' | 'adapter', Float32Array>,
  options: GraphOptions,
  signal?: AbortSignal,
): Promise<HeldOut> {
  const vectors = { base: stack.join(without), adapter: stack.join(adapter) };
  return scoring(examples, base, stack, options, async (session) =>
    compare(examples, session, await base.tokenizer(), vectors, signal),
  );
}

/** In a session of its own: training's memory is free by then. */
async function scoring<T>(
  examples: Example[],
  base: BaseModel,
  stack: Stack,
  options: GraphOptions,
  score: (session: ScoreSession) => Promise<T>,
): Promise<T> {
  const { shape } = packFor(examples, stack.layout);
  const session = await ScoreSession.open(base, stack.layout, shape, options);
  try {
    return await score(session);
  } finally {
    await session.dispose();
  }
}
