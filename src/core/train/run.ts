/** From the user's history to their own adapter: plan, training, comparison on held-out writing, and what is kept. */

import type { HeldOut, Scale } from '../adapter/heldout.ts';
import { methodOf } from '../adapter/layout.ts';
import type { Method } from '../adapter/shape.ts';
import { timesForgotten } from '../history/store/timesForgotten.ts';
import { TimeBudget } from './budget.ts';
import { removeCheckpoint } from './checkpoint.ts';
import { fitAdapter } from './fit.ts';
import { watchForgetting } from './forgotten.ts';
import { type Judgement, judge } from './judge.ts';
import { keep } from './keep.ts';
import { checkEnd } from './limits.ts';
import { keepPace } from './pace.ts';
import type { TrainPlace, TrainProgress } from './place.ts';
import { type Plan, planRun } from './plan.ts';
import type { TrainOptions } from './settings.ts';
import { wins } from './strength.ts';
import { isWorse } from './successor.ts';
import { plannedSteps, type TrainerResult } from './trainer.ts';

export interface TrainResult {
  adapter: string;
  method: Method;
  parameters: number;
  steps: number;
  tokens: number;
  tokensPerSecond: number;
  secondsPerStep: number;
  lossFirst: number;
  lossLast: number;
  heldout: HeldOut;
  /** The strength chosen for each task. */
  scale: Scale;
  /** Bits per byte of the same held-out text with the user's n-grams, without the adapter and with it. */
  ngram: { base: number; adapter: number };
  /** Whether the adapter beat the base on held-out writing in some task and therefore serves from now on. */
  enabled: boolean;
  /** For an update: whether the updated adapter replaced the earlier one, as it does unless it is worse. */
  updated?: boolean;
  device: string;
  /** Why this device, as part of a sentence, if nobody asked for it. */
  why?: string;
  peakRssMb: number;
}

/**
 * Trains an adapter on the user's history and enables it if it beats the base on the held-out latest items.
 * @throws OwnhandError `no-history`, `bad-input`, `device`, `disk`, or `cancelled`: then a checkpoint is left, and a
 * run with `resume` continues from it exactly
 */
export async function trainAdapter(options: TrainOptions, place: TrainPlace): Promise<TrainResult> {
  const { store, folder, onProgress } = place;
  const report = (phase: TrainProgress['phase'], heldout?: TrainProgress['heldout']) =>
    onProgress?.({ phase, step: 0, steps: 0, loss: null, tokensPerSecond: 0, secondsLeft: null, heldout });
  const time = new TimeBudget(options.minutes);

  report('examples');
  const [since, known] = [timesForgotten(store), store.ids()];
  const plan = await planRun(options, place);
  if (!plan.checkpoint) removeCheckpoint(folder);
  const { layout, stack, sequences, shape, settings, heldOut, until } = plan;
  const watch = place.forgetting ?? watchForgetting(store, known, since, () => removeCheckpoint(folder));

  report('loading');
  const { result, seen, course } = await fitAdapter(plan, place, time, watch);
  checkEnd(result, plannedSteps(sequences.length, shape, settings));

  report('evaluating', seen);
  const own = { layout, vector: result.adapter };
  const [{ judgement, worse }, judging] = await time.timed(async () => {
    const judgement = await judge(stack, own, heldOut, place, until);
    return { judgement, worse: await isWorse(plan, own, judgement, place) };
  });

  report('saving');
  watch.write(() => keep(plan, place, result, judgement, worse));
  const [from, before] = [plan.checkpoint?.step ?? 0, plan.checkpoint?.seconds ?? 0];
  keepPace(plan, place, { course, from, to: result.steps, training: result.seconds - before, judging });
  return resultOf(plan, place, result, judgement, worse);
}

function resultOf(
  { name, layout, current }: Plan,
  { adapters, device, why }: TrainPlace,
  result: TrainerResult,
  { heldout, scale, ngrams }: Judgement,
  worse: boolean,
): TrainResult {
  const { steps, tokens, seconds, lossFirst, lossLast } = result;
  return {
    adapter: name,
    method: methodOf(layout.shape),
    parameters: layout.length,
    steps,
    tokens,
    tokensPerSecond: tokens / seconds,
    secondsPerStep: seconds / steps,
    lossFirst,
    lossLast,
    heldout,
    scale,
    ngram: { base: ngrams.plain.bitsPerByte, adapter: ngrams.own.bitsPerByte },
    enabled: worse ? adapters.active() === name : wins(scale),
    ...((current || worse) && { updated: !worse }),
    device,
    ...(why !== undefined && { why }),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
