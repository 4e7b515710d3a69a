import type { AdapterStore } from '../adapter/store.ts';
import { loadTaskAdapter } from '../adapter/taskAdapter.ts';
import type { Device } from '../graph/runtime.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { BaseModel } from '../model/base.ts';
import type { Meaning } from '../retrieval/dense.ts';
import { onDevice } from '../train/deviceChoice.ts';
import { lockTraining } from '../train/lock.ts';
import type { TrainPlace } from '../train/place.ts';
import { type TrainResult, trainAdapter } from '../train/run.ts';
import type { TrainOptions } from '../train/settings.ts';

/** How a training is watched, held and ended. */
export type TrainCall = Pick<TrainPlace, 'onProgress' | 'signal' | 'hold' | 'watch'>;

/** What a training of a home works with. */
interface TrainingParts {
  base: BaseModel;
  store: HistoryStore;
  adapters: AdapterStore;
  /** Folder for checkpoints, and of the lock that keeps a second training away. */
  folder: string;
  threads: number;
  device: 'auto' | Device;
  meaning: Meaning;
}

/**
 * Trains an adapter in a home, on the device that is asked for or the quickest that is right.
 * @throws OwnhandError as `trainAdapter` does, and where another training runs
 */
export async function trainHere(options: TrainOptions, parts: TrainingParts, call: TrainCall): Promise<TrainResult> {
  const { base, folder, threads, device, ...others } = parts;
  const release = lockTraining(folder);
  try {
    // Hours are not spent on weights that are no longer those an adapter will name as its base.
    await base.verify({ signal: call.signal });
    const under = await loadTaskAdapter(base);
    return await onDevice(device, { base, threads, folder }, (choice) =>
      trainAdapter(options, { base, under, folder, threads, ...others, ...choice, ...call }),
    );
  } finally {
    release();
  }
}
