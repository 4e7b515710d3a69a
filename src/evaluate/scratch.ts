import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../core/files/file.ts';
import { clearLeftovers, unfinished } from '../core/files/leftovers.ts';
import { HistoryStore } from '../core/history/store/store.ts';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import { timesForgotten } from '../core/history/store/timesForgotten.ts';
import { OwnhandError } from '../core/support/errors.ts';
import type { ForgetWatch } from '../core/train/forgotten.ts';

/** A new folder that only its maker knows about; if its maker is killed, the next one deletes it. */
export function makeFolder(parent: string): string {
  try {
    const folder = unfinished(path.join(parent, `run-${randomBytes(4).toString('hex')}`));
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    clearLeftovers(parent);
    return folder;
  } catch (error) {
    throw asFileError(error, 'Making a folder for the evaluation');
  }
}

/**
 * Stops an evaluation at once if something is forgotten in its history: its copies are then removed, and must not be
 * written again.
 */
export function watchHistory(history: HistoryStore): ForgetWatch {
  const since = timesForgotten(history);
  const check = () => {
    if (timesForgotten(history) === since) return;
    throw new OwnhandError(
      'cancelled',
      'Something was forgotten while this evaluation ran, and its copies of your writing went with it; start it again.',
    );
  };
  const write = <T>(work: () => T) =>
    history.transaction(() => {
      check();
      return work();
    });
  return { check, write };
}

/** A store that contains just these items, in this order. */
export function storeOf(items: readonly StoredItem[], file: string): HistoryStore {
  const store = HistoryStore.open(file);
  store.transaction(() => {
    for (const item of items) store.upsert(item);
  });
  return store;
}
