import type { Stack } from '../adapter/stack.ts';
import type { BaseModel } from '../model/base.ts';
import type { TagWeights } from '../tasks/tags/weights.ts';
import { compare, gainOf, mean } from './heldout.ts';
import type { HeldOutExamples } from './materials.ts';
import type { Example } from './pack.ts';
import type { TrainPlace } from './run.ts';
import { type GraphOptions, ScoreSession } from './session.ts';
import { packFor } from './settings.ts';
import { fitTagWeights } from './tagWeights.ts';
import type { HeldOut, TaskCosts } from './types.ts';

/** What is said of an adapter on writing that it has not learnt from, and what was fitted there. */
export interface Judgement {
  heldout: HeldOut;
  /** With the adapter, and without it; null where none of the items has tags. */
  tagWeights: { own: TagWeights; plain: TagWeights } | null;
}

/** Judges an adapter in each task on the latest items. @param adapter float32 [P], the user's part */
export async function judge(
  stack: Stack,
  adapter: Float32Array,
  heldOut: HeldOutExamples,
  place: TrainPlace,
  until?: string,
): Promise<Judgement> {
  const { base, signal } = place;
  const vectors = { base: new Float32Array(adapter.length), adapter };
  const text = await compareOn(heldOut.text, base, stack, vectors, place, signal);
  const titles =
    heldOut.titles.length > 0 ? await compareOn(heldOut.titles, base, stack, vectors, place, signal) : null;
  const tags = await fitTagWeights(stack, adapter, place, until);
  return {
    heldout: {
      ...text,
      title: titles && { ...titles.median, gain: titles.gain },
      tags: tags && tags.plain.bits.length > 0 ? tagCosts(tags.plain.bits, tags.own.bits) : null,
    },
    tagWeights: tags && { own: tags.own.weights, plain: tags.plain.weights },
  };
}

/** @param plain bits of each item's tags without the adapter @param own with it */
function tagCosts(plain: readonly number[], own: readonly number[]): TaskCosts {
  const [base, adapter] = [mean(plain), mean(own)];
  return { base, adapter, gain: gainOf(plain.map((bits, item) => bits - own[item])) };
}

/** Two adapters on held-out examples, in a session of its own: training's memory is free by then. */
export async function compareOn(
  examples: Example[],
  base: BaseModel,
  stack: Stack,
  { base: without, adapter }: Record<'base' | 'adapter', Float32Array>,
  options: GraphOptions,
  signal?: AbortSignal,
): Promise<HeldOut> {
  const { shape } = packFor(examples, stack.layout);
  const session = await ScoreSession.open(base, stack.layout, shape, options);
  try {
    const vectors = { base: stack.join(without), adapter: stack.join(adapter) };
    return await compare(examples, session, await base.tokenizer(), vectors, signal);
  } finally {
    await session.dispose();
  }
}

/** Whether the adapter is switched on: in the middle item, since a few odd texts move the mean. */
export function wins({ median }: HeldOut): boolean {
  return median.adapter < median.base;
}
