/** From the user's history to an adapter of their own: examples, training, the held-out comparison, the gate. */

import type { HeldOut, Scale } from '../adapter/heldout.ts';
import { type AdapterLayout, adapterLayout, lowestLearning, methodOf } from '../adapter/layout.ts';
import { learntKey } from '../adapter/learnt.ts';
import type { Method } from '../adapter/shape.ts';
import { Stack } from '../adapter/stack.ts';
import { atStrength, carrying } from '../adapter/strength.ts';
import type { BatchShape } from '../graph/batchShape.ts';
import { keepNgramWeights } from '../ngram/keptWeights.ts';
import type { NgramWeights } from '../ngram/weights.ts';
import { OwnhandError } from '../support/errors.ts';
import type { CalibrationFigures } from '../tasks/complete/calibration.ts';
import type { Example } from '../tasks/example.ts';
import { keepTagWeights } from '../tasks/tags/keptWeights.ts';
import type { TagWeights } from '../tasks/tags/signal.ts';
import { judgingOf, TimeBudget } from './budget.ts';
import { loadCheckpoint, planHash, removeCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { forgottenOf } from './forgotten.ts';
import { compareOn, judge } from './gate.ts';
import { checkEnd, checkOptions, nameOf } from './limits.ts';
import { makeMaterials, splitHistory } from './materials.ts';
import type { TrainPlace, TrainProgress } from './place.ts';
import { CachedGradientSession, GradientSession, type Gradients } from './session.ts';
import { BATCH, packFor, SEQUENCE, settingsOf, shapeOf, type TrainOptions } from './settings.ts';
import { wins } from './strength.ts';
import { losesTo } from './successor.ts';
import { plannedSteps, type TrainerOptions, type TrainerResult, train } from './trainer.ts';
import { itemsForUpdate } from './update.ts';
import { Watch } from './watch.ts';
import { writtenProfile } from './writtenProfile.ts';

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
  /** Whether the adapter beat the base on held-out writing in some task and so serves it from now on. */
  enabled: boolean;
  /** Of an update: whether the updated adapter took the place of the earlier one, as it does unless it is worse. */
  updated?: boolean;
  device: string;
  /** Why this device, as part of a sentence, where it was not asked for. */
  why?: string;
  peakRssMb: number;
}

/**
 * Trains an adapter on the user's history and enables it if it beats the base on the latest items, which were kept
 * out of training.
 * @throws OwnhandError `no-history`, `bad-input`, `device`, `disk`, or `cancelled`: then a checkpoint is left, and a
 *   run with `resume` goes on from it exactly
 */
export async function trainAdapter(options: TrainOptions, place: TrainPlace): Promise<TrainResult> {
  const { base, onProgress, signal } = place;
  const report = (phase: TrainProgress['phase'], seen?: TrainProgress['heldout']) =>
    onProgress?.({ phase, step: 0, steps: 0, loss: null, tokensPerSecond: 0, secondsLeft: null, heldout: seen });
  let judging = { steps: 0, sessions: 0 };
  const time = new TimeBudget(options.minutes, () => judging);
  report('examples');
  checkOptions(options);
  const { config } = base.manifest;
  const checkpoint = options.resume ? loadCheckpoint(place.folder) : null;
  const name = nameOf(options, checkpoint);
  const current = options.update ? place.adapters.loadFolded(name, base) : null;
  const layout = current?.layout ?? adapterLayout(config, shapeOf(options, config.layers));
  const stack = new Stack(config, place.under, layout);
  const { seed } = settingsOf(options);
  const only = current && (await itemsForUpdate(name, current, stack, seed, place, options.until));
  const { learning, heldOut, items } = await makeMaterials(base, place.store, {
    until: options.until,
    tokens: options.maxSteps === undefined ? null : options.maxSteps * BATCH * SEQUENCE,
    seed,
    conditioning: place.conditioning,
    meaning: place.meaning,
    teach: place.teach,
    only: only ?? undefined,
    profile: await writtenProfile(place, options.until),
    signal,
  });
  const { sequences, shape } = packFor(learning, layout);
  const settings = settingsOf(options, methodOf(layout.shape), Math.ceil(sequences.length / shape.batch));
  const { future } = splitHistory(place.store, options.until);
  judging = judgingOf(heldOut, future.filter(({ tags }) => tags.length > 0).length);
  const plan = planHash(base.manifest.sha256, place.under?.sha256 ?? null, layout.shape, settings, shape, learning);
  if (options.resume && checkpoint?.plan !== plan) {
    throw new OwnhandError(
      'bad-input',
      'There is no interrupted training that fits this history and these settings; train again without resuming.',
    );
  }
  if (!options.resume) removeCheckpoint(place.folder);
  const forgotten = forgottenOf(place.store, items);
  const stopIfForgotten = () => forgotten.check(() => removeCheckpoint(place.folder));

  report('loading');
  const session = await time.opening(() => openGradients(stack.layout, shape, place, sequences.length, settings));
  const watch = place.watch ? new Watch(heldOut.text, session) : null;
  let seen: TrainProgress['heldout'];
  const look = async (step: number, adapter: Float32Array) => {
    const loss = await watch?.look(stack.join(adapter));
    seen = typeof loss === 'number' ? { step, loss } : undefined;
  };
  let result: TrainerResult;
  try {
    const before = checkpoint?.seconds ?? 0;
    let done = checkpoint?.step ?? 0;
    result = await train(
      sequences,
      layout,
      settings,
      {
        shape,
        start: current?.vector,
        embedding: () => base.readTensor('model.embed_tokens.weight'),
        gradient: async (batch, adapter) => {
          const { loss, gradient } = await session.run(batch, stack.join(adapter));
          return { loss, gradient: stack.part(gradient) };
        },
        beforeStep: async (adapter, seconds) => {
          await time.held(async () => place.hold?.wait(signal));
          stopIfForgotten();
          if (watch?.isDue(seconds - before) && !signal?.aborted) await look(done, adapter);
        },
        onStep: ({ step, steps, loss, tokens, seconds, secondsPerStep }) => {
          onProgress?.({
            phase: 'training',
            step,
            steps,
            loss,
            tokensPerSecond: tokens / seconds,
            secondsLeft: time.secondsLeft(steps - step, secondsPerStep),
            heldout: seen,
          });
          done = step;
          seen = undefined;
        },
        onCheckpoint: (state) => saveCheckpoint(place.folder, { ...state, plan, name }),
        stepsLeft: options.minutes === undefined ? undefined : (each) => time.stepsLeft(each),
        signal,
      },
      checkpoint,
    );
    if (watch && !result.cancelled) await look(result.steps, result.adapter);
  } finally {
    await session.dispose();
  }
  checkEnd(result, plannedSteps(sequences.length, shape, settings));
  report('evaluating', seen);
  const own = { layout, vector: result.adapter };
  const { heldout, scale, strength, tagWeights, ngrams, calibration } = await judge(
    stack,
    own,
    heldOut,
    place,
    options.until,
  );
  const updated = atStrength(own, strength);
  const worse = current
    ? await isWorse(heldOut.text, stack, updated, current.vector, place)
    : await losesTo(name, { heldout, scale }, heldOut, place, options.until);
  stopIfForgotten();
  report('saving');
  const learnt = [...new Set([...items.map(learntKey), ...(current ? learntBefore(name, place) : [])])];
  const judged = { heldout, scale, strength, tagWeights: tagWeights?.own, ngram: ngrams.own.weights, calibration };
  const trained = { layout, result, learnt, settings, ...judged };
  if (!worse) keep(name, place, trained);
  else if (wins(scale)) save(name, place, trained, { aside: true });
  keepTagWeights(place.store, tagWeights?.plain ?? null);
  keepNgramWeights(place.store, ngrams.plain.weights);
  removeCheckpoint(place.folder);
  return {
    adapter: name,
    method: methodOf(layout.shape),
    parameters: layout.length,
    steps: result.steps,
    tokens: result.tokens,
    tokensPerSecond: result.tokens / result.seconds,
    secondsPerStep: result.seconds / result.steps,
    lossFirst: result.lossFirst,
    lossLast: result.lossLast,
    heldout,
    scale,
    ngram: { base: ngrams.plain.bitsPerByte, adapter: ngrams.own.bitsPerByte },
    enabled: worse ? place.adapters.active() === name : wins(scale),
    ...((current || worse) && { updated: !worse }),
    device: place.device,
    ...(place.why !== undefined && { why: place.why }),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** Where an epoch comes again and lower blocks learn nothing, what these give is computed once. */
function openGradients(
  layout: AdapterLayout,
  shape: BatchShape,
  place: TrainPlace,
  sequences: number,
  settings: TrainerOptions,
): Promise<Gradients> {
  const epoch = plannedSteps(sequences, shape, { ...settings, epochs: 1 });
  const again = plannedSteps(sequences, shape, settings) > epoch;
  const { base, folder } = place;
  return again && lowestLearning(layout, base.manifest.config.layers) > 0
    ? CachedGradientSession.open(base, layout, shape, folder, place)
    : GradientSession.open(base, layout, shape, place);
}

/** A finished run. */
interface Trained {
  layout: AdapterLayout;
  result: TrainerResult;
  heldout: HeldOut;
  scale: Scale;
  /** What its files carry. */
  strength: number;
  /** Keys of the items learnt from. */
  learnt: string[];
  settings: TrainerOptions;
  tagWeights?: TagWeights;
  ngram: NgramWeights;
  calibration: CalibrationFigures;
}

/** Keys of what an adapter has learnt from, forgotten items too: its weights still know of them. */
function learntBefore(name: string, { adapters, store }: TrainPlace): string[] {
  return adapters.record(name).learnt ?? store.list().map(({ id }) => learntKey(id));
}

/** Whether an update has made an adapter worse on held-out writing. */
async function isWorse(
  examples: Example[],
  stack: Stack,
  updated: Float32Array,
  earlier: Float32Array,
  place: TrainPlace,
): Promise<boolean> {
  const { median } = await compareOn(
    examples,
    place.base,
    stack,
    { base: earlier, adapter: updated },
    place,
    place.signal,
  );
  return median.adapter > median.base;
}

/** Saves the adapter in use of this name and switches it on if it won in some task. */
function keep(name: string, place: TrainPlace, trained: Trained): void {
  const { adapters } = place;
  // Before it takes an earlier one's place: killed in between, an adapter that lost would serve.
  if (!wins(trained.scale) && adapters.active() === name) adapters.use(null);
  save(name, place, trained);
  if (wins(trained.scale)) adapters.use(name);
}

function save(name: string, place: TrainPlace, trained: Trained, how?: { aside: boolean }): void {
  const { base, adapters, device } = place;
  const { layout, result, heldout, scale, strength, learnt, settings, tagWeights, ngram, calibration } = trained;
  adapters.save(
    {
      name,
      method: methodOf(layout.shape),
      base: base.id,
      baseSha256: base.manifest.sha256,
      task: place.under?.sha256 ?? null,
      rank: layout.shape.lora?.rank ?? null,
      parameters: layout.length,
      created: new Date().toISOString(),
      items: learnt.length,
      heldout,
      scale,
      strength,
      training: { ...settings, ...layout.shape, steps: result.steps, tokens: result.tokens, device },
      learnt,
      tagWeights,
      ngram,
      calibration,
    },
    carrying({ layout, vector: result.adapter }, strength),
    base.manifest.config,
    how,
  );
}
