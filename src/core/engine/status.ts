import type { ModelInfo } from '../model/base.ts';

export interface EngineStatus {
  home: string;
  /** The base model in use, or null if none has been added. */
  model: ModelInfo | null;
  history: { items: number; words: number; sources: number };
  /** The history's file was damaged when it was opened; it was set aside, and what it held must be mined again. */
  restarted?: boolean;
  /** Why the server that should write the suggestions cannot be used; everything else works. */
  endpointProblem?: string;
  /** The adapter that serves, or null. */
  adapter: string | null;
  /** A process is training on this history, in this window or another. */
  training: boolean;
  device: string;
}
