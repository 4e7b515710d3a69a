import type { AdapterStore } from '../adapter/store.ts';
import type { TaskAdapter } from '../adapter/taskAdapter.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { BaseModel } from '../model/base.ts';
import type { Meaning } from '../retrieval/dense.ts';
import type { Conditioning } from '../tasks/prompter.ts';
import type { Hold } from './hold.ts';
import type { MaterialOptions } from './materials.ts';
import type { GraphOptions } from './session.ts';

export interface TrainProgress {
  phase: 'loading' | 'examples' | 'training' | 'evaluating' | 'saving';
  step: number;
  steps: number;
  /** Mean loss of the last step in nats per token; null outside training. */
  loss: number | null;
  tokensPerSecond: number;
  secondsLeft: number | null;
  /** Mean loss on held-out writing after some step, in nats per token, where it was just looked at. */
  heldout?: { step: number; loss: number };
}

/** Where a run takes its parts from. */
export interface TrainPlace extends GraphOptions {
  base: BaseModel;
  store: HistoryStore;
  adapters: AdapterStore;
  /** The frozen adapter that the user's stands on; null for the base alone. */
  under: TaskAdapter | null;
  /** Why this device, where it was not asked for. */
  why?: string;
  /** Folder for checkpoints. */
  folder: string;
  conditioning?: Conditioning;
  /** Finds earlier items by meaning too, where there is an embedding model. */
  meaning?: Meaning;
  teach?: MaterialOptions['teach'];
  /** Can make the run wait between two steps. */
  hold?: Hold;
  /** Look at held-out writing while training goes on, for a curve of it. */
  watch?: boolean;
  onProgress?: (progress: TrainProgress) => void;
  signal?: AbortSignal;
}
