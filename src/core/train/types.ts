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

export interface TrainOptions {
  name?: string;
  method?: 'lora';
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
  /** Adapted blocks: from this one on, up to but without `lastLayer`. */
  firstLayer?: number;
  lastLayer?: number;
  /** At most this many optimiser steps (tests and demos). */
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
}

/** Held-out loss in bits per byte (or nats a token where `unit` says so): the adapter against the base. */
export interface HeldOut {
  base: number;
  adapter: number;
  median: { base: number; adapter: number };
}

export interface TrainResult {
  adapter: string;
  method: string;
  parameters: number;
  steps: number;
  tokens: number;
  tokensPerSecond: number;
  secondsPerStep: number;
  lossFirst: number;
  lossLast: number;
  heldout: HeldOut;
  /** Whether the adapter beat the base on held-out writing and so serves from now on. */
  enabled: boolean;
  device: string;
  peakRssMb: number;
}

export interface AdapterInfo {
  name: string;
  method: string;
  base: string;
  baseSha256: string;
  rank: number;
  parameters: number;
  /** ISO time. */
  created: string;
  /** History items it was trained on. */
  items: number;
  enabled: boolean;
  heldout: HeldOut | null;
}
