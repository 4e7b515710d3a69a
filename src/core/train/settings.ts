import type { AdapterLayout } from '../adapter/layout.ts';
import { type AdapterShape, LINEAR_LAYERS, type LinearLayer, type Method } from '../adapter/shape.ts';
import type { BatchShape } from '../graph/batchShape.ts';
import { OwnhandError } from '../support/errors.ts';
import type { Example } from '../tasks/example.ts';
import { batchesOf } from './batch.ts';
import { type PackedSequence, pack } from './pack.ts';
import type { TrainerOptions } from './trainer.ts';

export interface TrainOptions {
  name?: string;
  method?: Method;
  epochs?: number;
  /** The whole run, including loading and judging, takes about this long; what was learned by then is kept. */
  minutes?: number;
  /** Only items dated before this ISO date are used. */
  until?: string;
  /** Resume an interrupted run from its last checkpoint. */
  resume?: boolean;
  seed?: number;
  rank?: number;
  learningRate?: number;
  targets?: LinearLayer[];
  /** Virtual tokens of prompt tuning. */
  virtualTokens?: number;
  /** Adapted blocks: from this one on, up to but without `lastLayer`. */
  firstLayer?: number;
  lastLayer?: number;
  /** Teach the adapter of this name what is new since it was trained, instead of training it from the start. */
  update?: boolean;
  /** At most this many optimiser steps. */
  maxSteps?: number;
}

/**
 * Two sequences of 512 tokens: as long as the prompts in serving, and small enough for the memory of a small machine.
 */
export const BATCH = 2;
export const SEQUENCE = 512;
/** Settings chosen for small models; research/results.md has the comparison. */
export const TRAIN_DEFAULTS = {
  name: 'personal',
  epochs: 2,
  /** The fewer weights, the larger the steps. */
  learningRate: { lora: 3e-3, ia3: 1e-2, prompt: 1e-2 } satisfies Record<Method, number>,
  rank: 8,
  alpha: 16,
  virtualTokens: 20,
  warmup: 0.1,
  clip: 1,
  seed: 1,
} as const;

/**
 * From little writing, whose epoch has no more than this many steps, LoRA learns at a lower rate and, from very little,
 * in more epochs (research/log/small-histories.md).
 */
const LITTLE = { steps: 64, learningRate: 1e-3, all: 48, epochs: { least: 2, most: 6 } };

/**
 * Shape of the adapter that options ask for. By default, LoRA adapts every linear layer of the upper half: in the same
 * time it learns more than on q and v of all blocks (research/results.md), since nothing flows back through the lower
 * half. (IA)³ adapts the layers that PEFT adapts for Llama.
 * @throws OwnhandError `bad-input` for an impossible rank, layer or number of virtual tokens
 */
export function shapeOf(options: TrainOptions, layers: number): AdapterShape {
  const method = options.method ?? 'lora';
  const rank = options.rank ?? TRAIN_DEFAULTS.rank;
  const tokens = options.virtualTokens ?? TRAIN_DEFAULTS.virtualTokens;
  const firstLayer = options.firstLayer ?? (method === 'lora' ? Math.floor(layers / 2) : 0);
  const lastLayer = options.lastLayer ?? layers;
  const range = Number.isInteger(firstLayer) && Number.isInteger(lastLayer) && firstLayer >= 0 && lastLayer <= layers;
  if (!Number.isInteger(rank) || rank < 1 || rank > 256 || !range || firstLayer >= lastLayer) {
    throw new OwnhandError(
      'bad-input',
      `The rank must be 1 to 256, and the layers a range within 0 to ${layers}; correct them.`,
    );
  }
  if (!Number.isInteger(tokens) || tokens < 1 || tokens > 256) {
    throw new OwnhandError('bad-input', 'There must be 1 to 256 virtual tokens; correct their number.');
  }
  const shape: AdapterShape = { lora: null, ia3: null, prompt: null };
  if (method === 'prompt') return { ...shape, prompt: { tokens } };
  if (method === 'ia3') {
    const targets = options.targets ?? ['k_proj', 'v_proj', 'down_proj'];
    const inputs = targets.filter((target) => target === 'down_proj');
    return { ...shape, ia3: { targets, inputs, firstLayer, lastLayer } };
  }
  const alpha = (TRAIN_DEFAULTS.alpha / TRAIN_DEFAULTS.rank) * rank;
  return { ...shape, lora: { rank, alpha, targets: options.targets ?? [...LINEAR_LAYERS], firstLayer, lastLayer } };
}

/**
 * @param method the adapter's, which an update need not name
 * @param epoch steps of an epoch, if known: they say how much writing there is
 */
export function settingsOf(
  options: TrainOptions,
  method: Method = options.method ?? 'lora',
  epoch = Number.POSITIVE_INFINITY,
): TrainerOptions {
  const little = method === 'lora' && !options.update && epoch <= LITTLE.steps;
  const { least, most } = LITTLE.epochs;
  const usual = little
    ? { epochs: Math.min(most, Math.max(least, Math.ceil(LITTLE.all / epoch))), learningRate: LITTLE.learningRate }
    : { epochs: TRAIN_DEFAULTS.epochs, learningRate: TRAIN_DEFAULTS.learningRate[method] };
  return {
    epochs: options.epochs ?? usual.epochs,
    // What is already learned should be bent, not overwritten.
    learningRate: options.learningRate ?? usual.learningRate / (options.update ? 3 : 1),
    warmup: TRAIN_DEFAULTS.warmup,
    clip: TRAIN_DEFAULTS.clip,
    seed: options.seed ?? TRAIN_DEFAULTS.seed,
    maxSteps: options.maxSteps,
  };
}

/** Examples packed for an adapter of this layout, and the sizes of the batches they come in. */
export function packFor(
  examples: readonly Example[],
  layout: AdapterLayout | null,
): { sequences: PackedSequence[]; shape: BatchShape } {
  const virtual = layout?.shape.prompt?.tokens ?? 0;
  const sequence = SEQUENCE + virtual;
  const sequences = pack(examples, sequence, virtual);
  return { sequences, shape: { batch: BATCH, sequence, targets: mostTargets(sequences) } };
}

/** The most targets that a batch of these sequences has, in steps of 64 so that different histories share graphs. */
function mostTargets(sequences: readonly PackedSequence[]): number {
  const most = batchesOf(sequences, BATCH).map((batch) => batch.reduce((sum, { targets }) => sum + targets.length, 0));
  return Math.min(BATCH * SEQUENCE, Math.ceil(Math.max(...most, 1) / 64) * 64);
}
