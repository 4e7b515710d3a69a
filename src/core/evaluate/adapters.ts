import path from 'node:path';
import type { AdapterLayout } from '../adapter/layout.ts';
import { AdapterStore } from '../adapter/store.ts';
import type { HistoryStore } from '../history/store.ts';
import type { BaseModel } from '../model/base.ts';
import type { Progress } from '../progress.ts';
import { trainAdapter } from '../train/run.ts';
import type { GraphOptions } from '../train/session.ts';
import type { HeldOut, TrainOptions, TrainProgress } from '../train/types.ts';
import type { System } from './systems.ts';

/** Settings of training that an evaluation can vary. */
export type TrainSettings = Pick<
  TrainOptions,
  'epochs' | 'learningRate' | 'rank' | 'targets' | 'firstLayer' | 'maxSteps'
>;

export interface TrainingPlace extends GraphOptions {
  base: BaseModel;
  /** The evaluation's own folder. */
  folder: string;
  seed: number;
  settings: TrainSettings;
  onProgress: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** How an adapter of the evaluation came out. */
export interface AdapterReport {
  /** Items it learnt from: those of the history, less the latest ones that its gate compares on. */
  items: number;
  steps: number;
  lossFirst: number;
  lossLast: number;
  /** What the gate says, from the end of the history alone: whether the adapter would have been switched on. */
  heldout: HeldOut;
  enabled: boolean;
}

export interface EvaluatedAdapter {
  layout: AdapterLayout;
  vector: Float32Array;
  report: AdapterReport;
}

/**
 * Trains a system's adapter as the user's own is trained, on a store that holds nothing but what it may see, with
 * the very prompts that the system is served with.
 */
export async function trainFor(system: System, store: HistoryStore, place: TrainingPlace): Promise<EvaluatedAdapter> {
  const { base, folder, seed, settings, onProgress, signal, device, threads } = place;
  const adapters = new AdapterStore(path.join(folder, 'adapters'));
  const name = system.name.replaceAll('+', '-');
  const { steps, lossFirst, lossLast, heldout, enabled } = await trainAdapter(
    { ...settings, seed, name },
    {
      base,
      store,
      adapters,
      folder: path.join(folder, 'training'),
      device,
      threads,
      conditioning: system.conditioning,
      onProgress: (progress) => onProgress(described(system, progress)),
      signal,
    },
  );
  const items = adapters.list().find((adapter) => adapter.name === name)?.items ?? 0;
  return { ...adapters.load(name, base), report: { items, steps, lossFirst, lossLast, heldout, enabled } };
}

function described({ name }: System, { phase, step, steps }: TrainProgress): Progress {
  const message = `Training the adapter of ${name}`;
  return phase === 'training' ? { message, done: step, total: steps } : { message: `${message} (${phase})` };
}
