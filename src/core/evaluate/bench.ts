import type { HistoryStore } from '../history/store.ts';
import type { StoredItem } from '../history/storedItem.ts';
import type { BaseModel } from '../model/base.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { Progress } from '../progress.ts';
import type { Conditioning } from '../tasks/prompting.ts';
import { Prompter } from '../tasks/prompting.ts';
import type { GraphOptions } from '../train/session.ts';
import type { Habits } from '../types.ts';
import type { Outcomes } from './metrics.ts';
import type { System, Task } from './systems.ts';
import type { TagKey } from './tagScore.ts';

/** What every measurement of an evaluation works with. */
export interface Bench extends GraphOptions {
  base: BaseModel;
  tokenizer: Tokenizer;
  /** Holds the items before the split and nothing else: whatever is made from it knows nothing of a query. */
  store: HistoryStore;
  /** Measured over that store. */
  habits: Habits;
  prose: string;
  queries: StoredItem[];
  tagKey: TagKey;
  tasks: Task[];
  seed: number;
  onProgress: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** A system with its adapter's vector (null for none) and what it has come to so far. */
export interface Contestant {
  system: System;
  adapter: Float32Array | null;
  outcomes: Outcomes;
}

/** The maker of prompts for a system. */
export function prompterFor(bench: Bench, { profile, retrieval }: Conditioning): Prompter {
  return new Prompter(bench.store, bench.tokenizer, knowledge(bench, { profile, retrieval }));
}

export function knowledge({ prose }: Pick<Bench, 'prose'>, { profile, retrieval }: Conditioning) {
  return { profile: profile ? prose : '', retrieval };
}
