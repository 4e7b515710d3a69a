import type { AdapterStore } from '../adapter/store.ts';
import type { TaskAdapter } from '../adapter/taskAdapter.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { BaseModel } from '../model/base.ts';
import type { Meaning } from '../retrieval/dense.ts';
import type { Conditioning } from '../tasks/prompter.ts';
import type { ForgetWatch } from './forgotten.ts';
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
  /** Mean loss on held-out writing after some step, in nats per token, if it was just measured. */
  heldout?: { step: number; loss: number };
}

/** Where a run gets its parts from. */
export interface TrainPlace extends GraphOptions {
  base: BaseModel;
  store: HistoryStore;
  adapters: AdapterStore;
  /** The frozen adapter beneath the user's; null for the base alone. */
  under: TaskAdapter | null;
  /** Why this device, if nobody asked for it. */
  why?: string;
  /** Folder for checkpoints. */
  folder: string;
  conditioning?: Conditioning;
  /** Keeps the run from leaving behind what is forgotten, if that is not forgotten in `store` itself. */
  forgetting?: ForgetWatch;
  /** Also finds earlier items by meaning, if there is an embedding model. */
  meaning?: Meaning;
  teach?: MaterialOptions['teach'];
  /** Can make the run pause between two steps. */
  hold?: Hold;
  /** Measure held-out writing during training, for a curve. */
  watch?: boolean;
  onProgress?: (progress: TrainProgress) => void;
  signal?: AbortSignal;
}
