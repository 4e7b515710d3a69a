/** Linear layers an adapter can sit on, by their Hugging Face module names. */
export const LINEAR_LAYERS = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;
export type LinearLayer = (typeof LINEAR_LAYERS)[number];

/** Shape of a LoRA adapter: which layers, which rank. */
export interface LoraShape {
  rank: number;
  alpha: number;
  targets: LinearLayer[];
  /** Adapted transformer blocks: first ≤ block < last. */
  firstLayer: number;
  lastLayer: number;
}

/** Shape of an (IA)³ adapter: which layers it scales. */
export interface Ia3Shape {
  targets: LinearLayer[];
  /** Those of the targets whose input is scaled instead of their output. */
  inputs: LinearLayer[];
  /** Adapted transformer blocks: first ≤ block < last. */
  firstLayer: number;
  lastLayer: number;
}

/** Shape of a prompt-tuning adapter. */
export interface PromptShape {
  /** Virtual tokens before every text. */
  tokens: number;
}

/** What an adapter is made of: at least one part, or a part on top of a LoRA that stays as it is. */
export interface AdapterShape {
  lora: LoraShape | null;
  ia3: Ia3Shape | null;
  prompt: PromptShape | null;
}

/** Methods of adaptation, as the command and the adapters' records name them. */
export const METHODS = ['lora', 'ia3', 'prompt'] as const;
export type Method = (typeof METHODS)[number];

export interface TrainOptions {
  name?: string;
  method?: Method;
  epochs?: number;
  /** Stop after this much wall time, keeping what was learnt. */
  minutes?: number;
  /** Only items dated before this ISO date are used. */
  until?: string;
  /** Go on from the last checkpoint of a run that was interrupted. */
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
  /** Teach the adapter of this name what is new since it was trained, instead of training it anew. */
  update?: boolean;
  /** At most this many optimiser steps. */
  maxSteps?: number;
}

export interface TrainProgress {
  phase: 'loading' | 'examples' | 'training' | 'evaluating' | 'saving';
  step: number;
  steps: number;
  /** Mean loss of the last step in nats a token; null outside training. */
  loss: number | null;
  tokensPerSecond: number;
  secondsLeft: number | null;
  /** Mean loss on writing kept aside after some step, in nats a token, where it was just looked at. */
  heldout?: { step: number; loss: number };
}

/** Held-out loss in bits per byte (or nats a token where `unit` says so): the adapter against the base. */
export interface HeldOut extends TaskCosts {
  median: { base: number; adapter: number };
  /** Bits per byte of the items' own titles, in the middle item; null without titles, absent where not compared. */
  title?: TaskCosts | null;
  /** Bits that the items' own tags cost beside all others, in the mean, each side with weights of its own; null without tags. */
  tags?: TaskCosts | null;
}

/**
 * By task, the strength at which an adapter serves, as a share of what was trained; see `chooseStrength`. 0 where the
 * adapter is left out, null where there was nothing to compare.
 */
export interface Scale {
  text: number;
  title: number | null;
  tags: number | null;
}

/** What held-out items cost without the adapter and with it, at the strength that serves, or else the best one. */
export interface TaskCosts {
  base: number;
  adapter: number;
  /** Of the items one by one; absent in a record of an earlier version. */
  gain?: Gain;
}

/** What the adapter saves an item, in the unit of the costs; by cross-fitting where the strength was chosen. */
export interface Gain {
  mean: number;
  /** Standard error of that mean; null for a single item. */
  error: number | null;
}

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

export interface AdapterInfo {
  name: string;
  method: Method;
  base: string;
  baseSha256: string;
  /** SHA-256 of the task adapter that it stands on; null for one that stands on the base alone. */
  task: string | null;
  /** Rank of a LoRA adapter; null for the other methods. */
  rank: number | null;
  parameters: number;
  /** ISO time. */
  created: string;
  /** History items it was trained on. */
  items: number;
  enabled: boolean;
  heldout: HeldOut | null;
  /** The strength chosen for each task; null for an adapter for which none was. */
  scale: Scale | null;
}
