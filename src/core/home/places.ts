/**
 * Every place in a home folder. Whatever may ever hold the user's words, or what was learned from them, stands in this
 * one list: forgetting, clearing up, sizes and uninstalling go by it.
 */
import path from 'node:path';

interface Place {
  /** Name of the file or folder in the home. */
  name: string;
  /**
   * What becomes of it when something is forgotten: `scrubbed` of it, `removed` whole, `named` for the user to train
   * again, or nothing, since it holds none of the user's words.
   */
  forgetting: 'scrubbed' | 'removed' | 'named' | 'nothing';
  /** What is being written in it lies in its own subfolders too. */
  nested?: true;
}

const HISTORY = 'history.sqlite';

export const PLACES = {
  /** The history with its index, vectors and profile; the files beside it are SQLite's, and a damaged one set aside. */
  history: { name: HISTORY, forgetting: 'scrubbed' },
  /** Tokens of all that was mined, a file for each base model; see `forgetNgrams`. */
  ngrams: { name: 'ngrams', forgetting: 'scrubbed' },
  adapters: { name: 'adapters', forgetting: 'named', nested: true },
  /** Checkpoints and hidden states. */
  training: { name: 'training', forgetting: 'removed' },
  /** By which a run keeps the history to itself; see `lockTraining`. */
  lock: { name: 'training.lock', forgetting: 'nothing' },
  /** Copies of history and adapters while an evaluation runs, LaMP's among them. */
  evaluations: { name: 'eval', forgetting: 'removed' },
  /** Notes of where exports are being made. */
  exports: { name: 'exports', forgetting: 'nothing' },
  embeddings: { name: 'embeddings', forgetting: 'nothing' },
  models: { name: 'models', forgetting: 'nothing', nested: true },
} as const satisfies Record<string, Place>;

/** The history's own, and what SQLite and we keep beside it. */
export const HISTORY_FILES: readonly string[] = ['', '-wal', '-shm', '-journal', '.damaged'].map(
  (suffix) => HISTORY + suffix,
);
export const FOLDERS: readonly Place[] = Object.values(PLACES).filter(({ name }) => name !== HISTORY);

/** Names of all that lies in a home; nothing else in there is ever removed. */
export const OURS: readonly string[] = [...HISTORY_FILES, ...FOLDERS.map(({ name }) => name)];

/** @param home folder */
export function placeIn(home: string, place: keyof typeof PLACES): string {
  return path.join(home, PLACES[place].name);
}
