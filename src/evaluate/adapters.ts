import path from 'node:path';
import type { HeldOut } from '../core/adapter/heldout.ts';
import type { Adapter } from '../core/adapter/layout.ts';
import { AdapterStore } from '../core/adapter/store.ts';
import type { TaskAdapter } from '../core/adapter/taskAdapter.ts';
import type { HistoryStore } from '../core/history/store/store.ts';
import type { BaseModel } from '../core/model/base.ts';
import { asNgramWeights } from '../core/ngram/keptWeights.ts';
import type { NgramWeights } from '../core/ngram/weights.ts';
import type { Progress } from '../core/support/progress.ts';
import { asCalibration, type CalibrationFigures } from '../core/tasks/complete/calibration.ts';
import type { ForgetWatch } from '../core/train/forgotten.ts';
import type { TrainPlace, TrainProgress } from '../core/train/place.ts';
import { trainAdapter } from '../core/train/run.ts';
import type { GraphOptions } from '../core/train/session.ts';
import type { TrainOptions } from '../core/train/settings.ts';

/** Settings of training that an evaluation can vary. */
export type TrainSettings = Omit<TrainOptions, 'name' | 'minutes' | 'until' | 'resume' | 'seed'>;

export interface TrainingPlace extends GraphOptions {
  base: BaseModel;
  /** The frozen task adapter beneath the personal one, if there is one. */
  under: TaskAdapter | null;
  /** Folder for the adapter, and for its checkpoints during training. */
  folder: string;
  seed: number;
  settings: TrainSettings;
  /** Which of the history's items prompts show and what they teach; everything by default. */
  lessons?: Lessons;
  forgetting?: ForgetWatch;
  onProgress: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Ingredients of training, for a study that leaves some out. */
export type Lessons = Pick<TrainPlace, 'conditioning' | 'teach'>;

/** How an adapter of the evaluation turned out. */
export interface AdapterReport {
  /** Items it learned from: those of the history, except the latest ones, on which its gate compares. */
  items: number;
  steps: number;
  lossFirst: number;
  lossLast: number;
  /** The gate's verdict, from the end of the history alone: whether the adapter would have been switched on. */
  heldout: HeldOut;
  enabled: boolean;
}

/** A personal adapter: its own part alone, without the task adapter beneath. */
export interface PersonalAdapter {
  adapter: Adapter;
  /** How much n-grams count alongside it; absent if that was not fitted. */
  ngram?: NgramWeights;
  report: AdapterReport;
  /** Calibration of its probabilities; the usual curve if unknown. */
  calibration?: CalibrationFigures;
}

/**
 * Trains an adapter like the user's own, on a store that contains only what it may see. Its prompts show passages and
 * profile or leave them out at random, so that one adapter serves every system.
 * @param name of the adapter, also shown in the progress
 */
export async function trainPersonal(
  name: string,
  store: HistoryStore,
  { base, under, folder, seed, settings, lessons, forgetting, onProgress, signal, device, threads }: TrainingPlace,
): Promise<PersonalAdapter> {
  const adapters = new AdapterStore(path.join(folder, 'adapters'));
  const { steps, lossFirst, lossLast, heldout, enabled } = await trainAdapter(
    { ...settings, seed, name },
    {
      ...{ base, under, store, adapters, device, threads, forgetting, signal, ...lessons },
      folder: path.join(folder, 'training'),
      onProgress: (progress) => onProgress(described(name, progress)),
    },
  );
  const items = adapters.list().find((adapter) => adapter.name === name)?.items ?? 0;
  const { layout, vector } = adapters.load(name, base);
  const record = adapters.record(name);
  const calibration = asCalibration(record.calibration) ?? undefined;
  const ngram = asNgramWeights(record.ngram);
  const report = { items, steps, lossFirst, lossLast, heldout, enabled };
  return { adapter: { layout, vector }, ngram, report, calibration };
}

function described(name: string, { phase, step, steps }: TrainProgress): Progress {
  const message = `Training the adapter of ${name}`;
  return phase === 'training' ? { message, done: step, total: steps } : { message: `${message} (${phase})` };
}
