import { setImmediate as breathe } from 'node:timers/promises';
import type { AdapterLayout } from '../adapter/layout.ts';
import type { BatchShape } from '../graph/batchShape.ts';
import { OwnhandError } from '../support/errors.ts';
import { type Random, seededRandom, shuffled } from '../support/random.ts';
import { ADAMW_DEFAULTS, AdamW, clip, learningRateAt } from './adamw.ts';
import { type Batch, batchesOf, makeBatch } from './batch.ts';
import { type Checkpoint, restore } from './checkpoint.ts';
import type { PackedSequence } from './pack.ts';

/** Settings of one run; each of them decides its course and belongs to its plan. */
export interface TrainerOptions {
  epochs: number;
  /** Peak learning rate. */
  learningRate: number;
  /** Share of all steps in which the rate rises. */
  warmup: number;
  /** A longer gradient is scaled down to this. */
  clip: number;
  seed: number;
  /** At most this many steps; the schedule ends there. */
  maxSteps?: number;
}

/** What the trainer is given; a test can substitute its own. */
export interface Collaborators {
  shape: BatchShape;
  gradient: (batch: Batch, adapter: Float32Array) => Promise<{ loss: number; gradient: Float32Array }>;
  /** Where to start, [P]; a fresh adapter unless given. */
  start?: Float32Array;
  /** Gives the base's embedding, float32 [V, H], where a fresh adapter's virtual tokens start from. */
  embedding?: () => Float32Array;
  /** Awaited before every step, and not counted as time of the run: the run can be paused or measured here. */
  beforeStep?: (adapter: Float32Array, seconds: number) => Promise<void>;
  /** Called after every step. */
  onStep?: (report: StepReport) => void;
  /** Called now and then, and at the end, with everything that resuming needs. */
  onCheckpoint?: (checkpoint: Omit<Checkpoint, 'plan' | 'name'>) => void;
  /** Seconds of work between checkpoints. */
  checkpointSeconds?: number;
  signal?: AbortSignal;
  /**
   * How many more steps there is time for, given how long the last ones took; asked before each step but the first. The
   * schedule then ends there.
   */
  stepsLeft?: (secondsPerStep: number) => number;
}

interface StepReport {
  /** Steps done, and steps in total. */
  step: number;
  steps: number;
  /** Mean loss of this step's batch before the step, in nats per token. */
  loss: number;
  /** Length of the gradient before clipping. */
  gradientNorm: number;
  /** Tokens and seconds of this whole run so far, resumed parts included. */
  tokens: number;
  seconds: number;
  /** How long the last steps took on average. */
  secondsPerStep: number;
}

export interface TrainerResult {
  adapter: Float32Array;
  steps: number;
  tokens: number;
  seconds: number;
  lossFirst: number;
  lossLast: number;
  /** Stopped by the signal; the last checkpoint holds this state. */
  cancelled: boolean;
}

/** Words to start virtual tokens from: token ids, and the base's embedding, float32 [V, H]. */
interface Words {
  ids: readonly number[];
  embedding: Float32Array;
}

/**
 * A fresh adapter: LoRA's A uniform in ±1/√in as PEFT draws it, its B zero and (IA)³ vectors one, so that it starts as
 * the base; virtual tokens at the embeddings of different tokens drawn from what there is to learn: Lester et al.
 * (arXiv 2104.08691, section 3.2) found tokens in frequent use a better start than noise.
 */
export function freshAdapter(layout: AdapterLayout, seed: number, words?: () => Words): Float32Array {
  const random = seededRandom(seed);
  const vector = new Float32Array(layout.length);
  for (const slice of layout.slices) {
    if (slice.part === 'prompt' && words) vector.set(embeddingsOf(words(), slice.shape, random), slice.offset);
    if (slice.part !== 'A') continue;
    const bound = 1 / Math.sqrt(slice.shape[1]);
    for (let i = 0; i < slice.length; i++) vector[slice.offset + i] = (2 * random() - 1) * bound;
  }
  return vector;
}

function embeddingsOf({ ids, embedding }: Words, [tokens, width]: [number, number], random: Random): Float32Array {
  const drawn = [...new Set(shuffled(ids, random))];
  const values = new Float32Array(tokens * width);
  for (let token = 0; token < tokens; token++) {
    const start = drawn[token % drawn.length] * width;
    values.set(embedding.subarray(start, start + width), token * width);
  }
  return values;
}

/** Number of optimiser steps of a run. */
export function plannedSteps(sequences: number, shape: BatchShape, options: TrainerOptions): number {
  const all = Math.ceil(sequences / shape.batch) * options.epochs;
  return Math.min(all, options.maxSteps ?? all);
}

/**
 * Trains an adapter on packed sequences. The order of batches depends on seed and step alone, so a run that resumes
 * from a checkpoint ends with the same adapter as one that was never interrupted.
 */
export async function train(
  sequences: readonly PackedSequence[],
  layout: AdapterLayout,
  options: TrainerOptions,
  given: Collaborators,
  from: Checkpoint | null = null,
): Promise<TrainerResult> {
  const { shape, gradient, onStep, onCheckpoint, checkpointSeconds = 30, signal } = given;
  const { embedding } = given;
  const adapter =
    given.start?.slice() ?? freshAdapter(layout, options.seed, embedding && wordsOf(sequences, embedding));
  const optimiser = new AdamW(layout.length, ADAMW_DEFAULTS);
  if (from) restore(from, adapter, optimiser);
  const planned = plannedSteps(sequences.length, shape, options);
  let steps = planned;
  const pace = new Pace();
  const batches = batchesOf(sequences, shape.batch);
  const result: TrainerResult = {
    adapter,
    steps: optimiser.step,
    tokens: from?.tokens ?? 0,
    seconds: from?.seconds ?? 0,
    lossFirst: from?.lossFirst ?? Number.NaN,
    lossLast: from?.lossLast ?? Number.NaN,
    cancelled: false,
  };
  const checkpoint = () =>
    onCheckpoint?.({
      step: optimiser.step,
      lossFirst: result.lossFirst,
      lossLast: result.lossLast,
      tokens: result.tokens,
      seconds: result.seconds,
      adapter,
      m: optimiser.m,
      v: optimiser.v,
    });
  // A run that has begun can be resumed: the first checkpoint follows the first step.
  let lastSaved = from ? result.seconds : Number.NEGATIVE_INFINITY;
  while (optimiser.step < steps) {
    await given.beforeStep?.(adapter, result.seconds);
    if (signal?.aborted) {
      result.cancelled = true;
      // Before the first step there is nothing to resume.
      if (optimiser.step > 0) checkpoint();
      break;
    }
    if (given.stepsLeft && pace.secondsPerStep > 0) {
      steps = Math.min(planned, optimiser.step + Math.max(0, given.stepsLeft(pace.secondsPerStep)));
      if (optimiser.step >= steps) break;
    }
    const started = performance.now();
    const step = optimiser.step;
    const batch = makeBatch(batchAt(batches, step, options.seed), shape);
    const { loss, gradient: g } = await gradient(batch, adapter);
    if (!Number.isFinite(loss)) {
      throw new OwnhandError(
        'device',
        'Training gave a loss that is not a number; train again with a lower learning rate.',
      );
    }
    const gradientNorm = clip(g, options.clip);
    optimiser.update(adapter, g, learningRateAt(step, steps, options.learningRate, options.warmup));
    if (Number.isNaN(result.lossFirst)) result.lossFirst = loss;
    result.lossLast = loss;
    result.steps = optimiser.step;
    result.tokens += batch.tokens;
    const seconds = (performance.now() - started) / 1000;
    result.seconds += seconds;
    pace.add(seconds);
    const { secondsPerStep } = pace;
    const { tokens, seconds: spent } = result;
    onStep?.({ step: optimiser.step, steps, loss, gradientNorm, tokens, seconds: spent, secondsPerStep });
    if (result.seconds - lastSaved >= checkpointSeconds) {
      checkpoint();
      lastSaved = result.seconds;
    }
    await breathe(); // Lets a request to cancel come through.
  }
  // The work after training can be stopped too, and training must not be repeated for it.
  if (!result.cancelled && optimiser.step > 0) checkpoint();
  return result;
}

/** Mean time of the last steps: the cache of one epoch makes the next one faster. */
class Pace {
  readonly #last: number[] = [];

  add(seconds: number): void {
    this.#last.push(seconds);
    if (this.#last.length > 8) this.#last.shift();
  }

  /** 0 before the first step. */
  get secondsPerStep(): number {
    return this.#last.reduce((sum, each) => sum + each, 0) / Math.max(1, this.#last.length);
  }
}

/** The tokens of sequences, without virtual ones and padding. */
function wordsOf(sequences: readonly PackedSequence[], embedding: () => Float32Array): () => Words {
  return () => ({ ids: sequences.flatMap(({ ids }) => ids.filter((id) => id > 0)), embedding: embedding() });
}

/** The sequences of a step: each epoch goes through all batches once, in its own order. */
function batchAt(batches: readonly PackedSequence[][], step: number, seed: number): PackedSequence[] {
  const epoch = Math.floor(step / batches.length);
  const order = shuffled([...batches.keys()], seededRandom(seed * 1009 + epoch + 1));
  return batches[order[step % batches.length]];
}
