import type { AdapterStore } from '../adapter/store.ts';
import { loadTaskAdapter } from '../adapter/taskAdapter.ts';
import type { Device } from '../graph/runtime.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { Home } from '../home/home.ts';
import type { BaseModel } from '../model/base.ts';
import type { Meaning } from '../retrieval/dense.ts';
import { OwnhandError } from '../support/errors.ts';
import { removeCheckpoint } from '../train/checkpoint.ts';
import { onDevice } from '../train/deviceChoice.ts';
import { type Estimate, estimateRun } from '../train/estimate.ts';
import { lockTraining } from '../train/lock.ts';
import type { TrainPlace } from '../train/place.ts';
import { type TrainResult, trainAdapter } from '../train/run.ts';
import type { TrainOptions } from '../train/settings.ts';

/** How a training is watched, held and ended. */
export type TrainCall = Pick<TrainPlace, 'onProgress' | 'signal' | 'hold' | 'watch'>;

/** What a training in a home works with. */
interface TrainingParts {
  base: BaseModel;
  store: HistoryStore;
  adapters: AdapterStore;
  /** Folder for checkpoints, and for the lock that prevents a second training. */
  folder: string;
  threads: number;
  device: 'auto' | Device;
  meaning: Meaning;
}

/**
 * Trains an adapter in a home, on the requested device or the fastest one that computes correctly.
 * @throws OwnhandError as `trainAdapter` does, and if another training is running
 */
export async function trainHere(options: TrainOptions, parts: TrainingParts, call: TrainCall): Promise<TrainResult> {
  const { base, folder, threads, device, ...others } = parts;
  const release = lockTraining(folder);
  try {
    // Hours must not be spent on weights that differ from those an adapter will name as its base.
    await base.verify({ signal: call.signal });
    const under = await loadTaskAdapter(base);
    return await onDevice(device, { base, threads, folder }, (choice) =>
      trainAdapter(options, { base, under, folder, threads, ...others, ...choice, ...call }),
    );
  } finally {
    release();
  }
}

/**
 * How long a training in a home would take, on the device that it would use. @throws OwnhandError as `estimateRun` does
 */
export async function estimateHere(
  options: TrainOptions,
  { device, ...parts }: TrainingParts,
  call: TrainCall,
): Promise<Estimate> {
  const { base, threads, folder } = parts;
  const under = await loadTaskAdapter(base);
  return onDevice(device, { base, threads, folder }, (choice) =>
    estimateRun(options, { ...parts, under, ...choice, ...call }),
  );
}

/** Throws away what a stopped run has learned. @throws OwnhandError `disk` if another window is training */
export function discardHere({ training, trainingFolder }: Pick<Home, 'training' | 'trainingFolder'>): void {
  if (training) throw new OwnhandError('disk', 'Another window is training; discard what it has learned there.');
  removeCheckpoint(trainingFolder);
}
