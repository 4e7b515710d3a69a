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
import type { TrainPlace, TrainProgress } from '../core/train/place.ts';
import { trainAdapter } from '../core/train/run.ts';
import type { GraphOptions } from '../core/train/session.ts';
import type { TrainOptions } from '../core/train/settings.ts';

/** Settings of training that an evaluation can vary. */
export type TrainSettings = Omit<TrainOptions, 'name' | 'minutes' | 'until' | 'resume' | 'seed'>;

export interface TrainingPlace extends GraphOptions {
  base: BaseModel;
  /** The frozen task adapter that the personal one stands on, where there is one. */
  under: TaskAdapter | null;
  /** Where the adapter is kept, and its checkpoints while it is trained. */
  folder: string;
  seed: number;
  settings: TrainSettings;
  /** What of the history's items prompts show and what they teach; everything unless told. */
  lessons?: Lessons;
  onProgress: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** What training is made of, where a study leaves parts out. */
export type Lessons = Pick<TrainPlace, 'conditioning' | 'teach'>;

/** How an adapter of the evaluation came out. */
export interface AdapterReport {
  /** Items it learned from: those of the history, less the latest ones that its gate compares on. */
  items: number;
  steps: number;
  lossFirst: number;
  lossLast: number;
  /** What the gate says, from the end of the history alone: whether the adapter would have been switched on. */
  heldout: HeldOut;
  enabled: boolean;
}

/** A personal adapter: its own part alone, without the task adapter it stands on. */
export interface PersonalAdapter {
  adapter: Adapter;
  /** How much n-grams count beside it; absent where that was not fitted. */
  ngram?: NgramWeights;
  report: AdapterReport;
  /** What its probabilities are worth; the usual curve where it is not known. */
  calibration?: CalibrationFigures;
}

/**
 * Trains an adapter as the user's own is trained, on a store that holds nothing but what it may see. Its prompts show
 * passages and profile or not by turns, so that one adapter serves every system.
 * @param name of the adapter, and in what is shown of the progress
 */
export async function trainPersonal(
  name: string,
  store: HistoryStore,
  { base, under, folder, seed, settings, lessons, onProgress, signal, device, threads }: TrainingPlace,
): Promise<PersonalAdapter> {
  const adapters = new AdapterStore(path.join(folder, 'adapters'));
  const { steps, lossFirst, lossLast, heldout, enabled } = await trainAdapter(
    { ...settings, seed, name },
    {
      ...{ base, under, store, adapters, device, threads, signal, ...lessons },
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
