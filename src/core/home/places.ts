/**
 * Every place in a home folder. Whatever may ever contain the user's words, or something learned from them, is in this
 * one list: forgetting, cleaning up, sizes and uninstalling use it.
 */
import path from 'node:path';

interface Place {
  /** Name of the file or folder in the home. */
  name: string;
  /**
   * What happens to it when something is forgotten: `scrubbed`, `removed` as a whole, `named` for the user to train
   * again, or nothing, because it contains none of the user's words.
   */
  forgetting: 'scrubbed' | 'removed' | 'named' | 'nothing';
  /** Unfinished files can also be in its subfolders. */
  nested?: true;
}

const HISTORY = 'history.sqlite';

export const PLACES = {
  /**
   * The history with its index, vectors and profile; the files next to it are SQLite's, and a damaged one set aside.
   */
  history: { name: HISTORY, forgetting: 'scrubbed' },
  /** Tokens of everything that was mined, one file per base model; see `forgetNgrams`. */
  ngrams: { name: 'ngrams', forgetting: 'scrubbed' },
  adapters: { name: 'adapters', forgetting: 'named', nested: true },
  /** Checkpoints and hidden states. */
  training: { name: 'training', forgetting: 'removed' },
  /** With which a run keeps the history to itself; see `lockTraining`. */
  lock: { name: 'training.lock', forgetting: 'nothing' },
  /** Copies of history and adapters during an evaluation, including LaMP's. */
  evaluations: { name: 'eval', forgetting: 'removed' },
  /** Notes of where exports are being made. */
  exports: { name: 'exports', forgetting: 'nothing' },
  embeddings: { name: 'embeddings', forgetting: 'nothing' },
  models: { name: 'models', forgetting: 'nothing', nested: true },
} as const satisfies Record<string, Place>;

/** The history's own, and those that SQLite and we keep next to it. */
export const HISTORY_FILES: readonly string[] = ['', '-wal', '-shm', '-journal', '.damaged'].map(
  (suffix) => HISTORY + suffix,
);
export const FOLDERS: readonly Place[] = Object.values(PLACES).filter(({ name }) => name !== HISTORY);

/** Names of everything in a home; nothing else in there is ever removed. */
export const OURS: readonly string[] = [...HISTORY_FILES, ...FOLDERS.map(({ name }) => name)];

/** @param home folder */
export function placeIn(home: string, place: keyof typeof PLACES): string {
  return path.join(home, PLACES[place].name);
}
