/** From the user's history to an adapter of their own: examples, training, the held-out comparison, the gate. */
import { type AdapterLayout, loraLayout } from '../adapter/layout.ts';
import type { AdapterStore } from '../adapter/store.ts';
import { OwnhandError } from '../errors.ts';
import type { HistoryStore } from '../history/store.ts';
import type { StoredItem } from '../history/storedItem.ts';
import type { BaseModel } from '../model/base.ts';
import { loadProfile } from '../profile/profile.ts';
import { tagVocabulary } from '../profile/vocabulary.ts';
import { Prompter } from '../tasks/prompting.ts';
import { loadCheckpoint, planHash, removeCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { CONDITIONED_EVERY, completionExamples, type ExampleMaker, tagExamples, titleExamples } from './examples.ts';
import { compare } from './heldout.ts';
import { type Example, pack } from './pack.ts';
import { GradientSession, type GraphOptions, ScoreSession } from './session.ts';
import { plannedSteps, type TrainerOptions, type TrainerResult, train } from './trainer.ts';
import type { HeldOut, LoraShape, TrainOptions, TrainProgress, TrainResult } from './types.ts';

/** Two sequences of 512 tokens: as long as the prompts that serve, in the memory of a small machine. */
export const BATCH = 2;
export const SEQUENCE = 512;
/** Share of the history, its latest items, that is kept back to compare adapter and base. */
const HELD_OUT = 0.1;
const MAX_HELD_OUT = 12;
/** Graded parts of a held-out item; its beginning says enough. */
const HELD_OUT_PARTS = 4;
const MIN_ITEMS = 4;

/** Settings that were chosen for small models; RESULTS.md has the comparison. */
export const TRAIN_DEFAULTS = {
  name: 'personal',
  epochs: 2,
  learningRate: 1e-3,
  rank: 8,
  alpha: 16,
  warmup: 0.1,
  clip: 1,
  seed: 1,
} as const;

/** Where a run takes its parts from. */
export interface TrainPlace extends GraphOptions {
  base: BaseModel;
  store: HistoryStore;
  adapters: AdapterStore;
  /** Folder for checkpoints. */
  folder: string;
  /** What goes into prompts beside the document; all of it unless told: evaluation leaves parts out. */
  conditioning?: { profile: boolean; retrieval: boolean };
  onProgress?: (progress: TrainProgress) => void;
  signal?: AbortSignal;
}

/**
 * Trains an adapter on the user's history and enables it if it beats the base on the latest items, which were kept
 * out of training.
 * @throws OwnhandError `no-history`, `bad-input`, `device`, `disk`, or `cancelled`: then a checkpoint is left, and a
 *   run with `resume` goes on from it exactly
 */
export async function trainAdapter(options: TrainOptions, place: TrainPlace): Promise<TrainResult> {
  const { base, onProgress, signal } = place;
  const report = (phase: TrainProgress['phase']) =>
    onProgress?.({ phase, step: 0, steps: 0, loss: null, tokensPerSecond: 0, secondsLeft: null });
  report('examples');
  const lora = shapeOf(options, base.manifest.config.layers);
  const layout = loraLayout(base.manifest.config, lora);
  const { learning, heldOut, items } = await materials(options, place);
  const settings = settingsOf(options);
  const sequences = pack(learning, SEQUENCE);
  const shape = { batch: BATCH, sequence: SEQUENCE, targets: mostTargets(sequences) };
  const plan = planHash(base.manifest.sha256, lora, settings, shape, learning);
  const checkpoint = options.resume ? loadCheckpoint(place.folder) : null;
  if (options.resume && checkpoint?.plan !== plan) {
    throw new OwnhandError(
      'bad-input',
      'There is no interrupted training that fits this history and these settings; train again without resuming.',
    );
  }
  if (!options.resume) removeCheckpoint(place.folder);

  report('loading');
  const session = await GradientSession.open(base, layout, shape, place);
  let result: TrainerResult;
  try {
    const before = checkpoint?.seconds ?? 0;
    result = await train(
      sequences,
      layout,
      settings,
      {
        shape,
        gradient: (batch, adapter) => session.run(batch, adapter),
        onStep: ({ step, steps, loss, tokens, seconds }) =>
          onProgress?.({
            phase: 'training',
            step,
            steps,
            loss,
            tokensPerSecond: tokens / seconds,
            secondsLeft: (seconds / step) * (steps - step),
          }),
        onCheckpoint: (state) => saveCheckpoint(place.folder, { ...state, plan }),
        seconds: options.minutes === undefined ? undefined : before + options.minutes * 60,
        signal,
      },
      checkpoint,
    );
  } finally {
    await session.dispose();
  }
  if (result.cancelled) {
    const steps = plannedSteps(sequences.length, shape, settings);
    throw new OwnhandError(
      'cancelled',
      `Training was stopped at step ${result.steps} of ${steps}; nothing is lost, and resuming goes on from there.`,
    );
  }
  report('evaluating');
  const heldout = await evaluate(heldOut, base, layout, result.adapter, place);
  report('saving');
  const trained = finish(options, place, layout, result, heldout, items, settings);
  removeCheckpoint(place.folder);
  return trained;
}

/** Examples to learn from, and those kept back. */
async function materials(options: TrainOptions, place: TrainPlace) {
  const { base, store, conditioning = { profile: true, retrieval: true } } = place;
  const items = store.list({ before: options.until });
  if (items.length < MIN_ITEMS) {
    throw new OwnhandError(
      'no-history',
      `Training needs at least ${MIN_ITEMS} documents and there are ${items.length}; mine a folder with more of your writing first.`,
    );
  }
  const kept = Math.min(MAX_HELD_OUT, Math.max(1, Math.round(items.length * HELD_OUT)));
  const past = items.slice(0, -kept);
  const future = items.slice(-kept);
  const { habits, prose } = loadProfile(store, { until: future[0] });
  const tokenizer = await base.tokenizer();
  const maker: ExampleMaker = {
    tokenizer,
    prompter: new Prompter(store, tokenizer, {
      profile: conditioning.profile ? prose : '',
      retrieval: conditioning.retrieval,
    }),
    sequence: SEQUENCE,
  };
  const vocabulary = tagVocabulary(habits, conditioning.profile).map(({ tag }) => tag);
  const examplesOf = (item: StoredItem): Example[] => [
    ...completionExamples(item, maker, CONDITIONED_EVERY),
    ...titleExamples(item, maker),
    ...tagExamples(item, maker, vocabulary),
  ];
  return {
    learning: past.flatMap(examplesOf),
    heldOut: future.flatMap((item) => completionExamples(item, maker, 1).slice(0, HELD_OUT_PARTS)),
    items: past.length,
  };
}

async function evaluate(
  examples: Example[],
  base: BaseModel,
  layout: AdapterLayout,
  adapter: Float32Array,
  place: TrainPlace,
): Promise<HeldOut> {
  const shape = { batch: BATCH, sequence: SEQUENCE, targets: mostTargets(pack(examples, SEQUENCE)) };
  const session = await ScoreSession.open(base, layout, shape, place);
  try {
    return await compare(examples, session, await base.tokenizer(), adapter, place.signal);
  } finally {
    await session.dispose();
  }
}

/** Saves the adapter and switches it on if it won: in the middle, since a few odd texts move the mean. */
function finish(
  options: TrainOptions,
  place: TrainPlace,
  layout: AdapterLayout,
  result: TrainerResult,
  heldout: HeldOut,
  items: number,
  settings: TrainerOptions,
): TrainResult {
  const { base, adapters, device } = place;
  const name = options.name ?? TRAIN_DEFAULTS.name;
  const enabled = heldout.median.adapter < heldout.median.base;
  adapters.save(
    {
      name,
      method: 'lora',
      base: base.id,
      baseSha256: base.manifest.sha256,
      rank: layout.shape.rank,
      parameters: layout.length,
      created: new Date().toISOString(),
      items,
      heldout,
      training: { ...settings, ...layout.shape, steps: result.steps, tokens: result.tokens, device },
    },
    layout,
    result.adapter,
    base.manifest.config.layers,
  );
  if (enabled) adapters.use(name);
  else if (adapters.active() === name) adapters.use(null);
  return {
    adapter: name,
    method: 'lora',
    parameters: layout.length,
    steps: result.steps,
    tokens: result.tokens,
    tokensPerSecond: result.tokens / result.seconds,
    secondsPerStep: result.seconds / result.steps,
    lossFirst: result.lossFirst,
    lossLast: result.lossLast,
    heldout,
    enabled,
    device,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function shapeOf(options: TrainOptions, layers: number): LoraShape {
  const rank = options.rank ?? TRAIN_DEFAULTS.rank;
  const firstLayer = options.firstLayer ?? 0;
  if (!Number.isInteger(rank) || rank < 1 || rank > 256 || !(firstLayer >= 0 && firstLayer < layers)) {
    throw new OwnhandError('bad-input', `The rank must be 1 to 256 and the first layer below ${layers}; correct them.`);
  }
  return {
    rank,
    alpha: (TRAIN_DEFAULTS.alpha / TRAIN_DEFAULTS.rank) * rank,
    targets: options.targets ?? ['q_proj', 'v_proj'],
    firstLayer,
    lastLayer: layers,
  };
}

function settingsOf(options: TrainOptions): TrainerOptions {
  return {
    epochs: options.epochs ?? TRAIN_DEFAULTS.epochs,
    learningRate: options.learningRate ?? TRAIN_DEFAULTS.learningRate,
    warmup: TRAIN_DEFAULTS.warmup,
    clip: TRAIN_DEFAULTS.clip,
    seed: options.seed ?? TRAIN_DEFAULTS.seed,
    maxSteps: options.maxSteps,
  };
}

/** Most targets a batch can have, in steps of 64 so that different histories share graphs. */
export function mostTargets(sequences: { targets: unknown[] }[]): number {
  const most = Math.max(...sequences.map(({ targets }) => targets.length), 1);
  return Math.min(BATCH * SEQUENCE, Math.ceil((most * BATCH) / 64) * 64);
}
