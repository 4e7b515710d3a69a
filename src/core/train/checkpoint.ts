import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { asFileError } from '../files/file.ts';
import { readSafetensors, type SafetensorsFile, writeSafetensors } from '../model/safetensors.ts';
import type { AdamW } from './adamw.ts';

const FILE = 'checkpoint.safetensors';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const State = v.object({
  step: v.pipe(amount, v.safeInteger()),
  plan: v.string(),
  name: v.optional(v.string()),
  lossFirst: amount,
  lossLast: amount,
  tokens: amount,
  seconds: amount,
});

/** Everything that an interrupted run needs to resume exactly where it was. */
export interface Checkpoint {
  /** Optimiser steps done. */
  step: number;
  /** Hash of everything that decides the run's course: base, shape, settings, examples. */
  plan: string;
  /** The adapter's; absent in checkpoints of an earlier version. */
  name?: string;
  /** Mean loss of the first and the latest step, tokens read and seconds spent so far, for the final report. */
  lossFirst: number;
  lossLast: number;
  tokens: number;
  seconds: number;
  /** The adapter, [P], and the optimiser's moments, [P]. */
  adapter: Float32Array;
  m: Float32Array;
  v: Float32Array;
}

/** Hash that tells whether a checkpoint belongs to the run that wants to resume. */
export function planHash(...parts: unknown[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(JSON.stringify(part)).update('\n');
  return hash.digest('hex');
}

/** Writes a checkpoint in one step: only a complete one replaces the one before. */
export function saveCheckpoint(folder: string, checkpoint: Checkpoint): void {
  const { adapter, m, v, ...state } = checkpoint;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const tensors = Object.entries({ adapter, m, v }).map(([name, data]) => ({ name, shape: [data.length], data }));
    writeSafetensors(path.join(folder, FILE), tensors, { ownhand: JSON.stringify(state) });
  } catch (error) {
    throw asFileError(error, 'Saving the training checkpoint');
  }
}

/** The checkpoint in a folder, or null if there is no complete one. */
export function loadCheckpoint(folder: string): Checkpoint | null {
  const file = path.join(folder, FILE);
  if (!fs.existsSync(file)) return null;
  let opened: SafetensorsFile | undefined;
  try {
    opened = readSafetensors(file);
    const { metadata, tensors } = opened;
    const state = v.parse(State, JSON.parse(metadata.ownhand));
    const read = (name: string) => {
      const tensor = tensors.get(name);
      if (!tensor) throw new Error(`no ${name}`);
      return tensor.read();
    };
    const checkpoint = { ...state, adapter: read('adapter'), m: read('m'), v: read('v') };
    const { length } = checkpoint.adapter;
    return checkpoint.m.length === length && checkpoint.v.length === length ? checkpoint : null;
  } catch {
    return null;
  } finally {
    opened?.close();
  }
}

export function removeCheckpoint(folder: string): void {
  fs.rmSync(path.join(folder, FILE), { force: true });
}

/** Sets an optimiser and an adapter to a checkpoint's state. */
export function restore(checkpoint: Checkpoint, adapter: Float32Array, optimiser: AdamW): void {
  adapter.set(checkpoint.adapter);
  optimiser.m.set(checkpoint.m);
  optimiser.v.set(checkpoint.v);
  optimiser.step = checkpoint.step;
}
