import type { ModelInfo } from '../model/base.ts';

export interface EngineStatus {
  home: string;
  /** The base model in use, or null when none has been added. */
  model: ModelInfo | null;
  history: { items: number; words: number; sources: number };
  /** The history's file was damaged when it was opened; it was set aside, and what it held must be mined again. */
  restarted?: boolean;
  /** Why the server that is to write the suggestions may not be asked; all else works. */
  endpointProblem?: string;
  /** The adapter that serves, or null. */
  adapter: string | null;
  /** A process trains on this history, in this window or another. */
  training: boolean;
  device: string;
}
