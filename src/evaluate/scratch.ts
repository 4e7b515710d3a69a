import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../core/files/file.ts';
import { HistoryStore } from '../core/history/store/store.ts';
import type { StoredItem } from '../core/history/store/storedItem.ts';

/** A new folder that only its maker knows of. */
export function makeFolder(parent: string): string {
  try {
    fs.mkdirSync(parent, { recursive: true, mode: 0o700 });
    return fs.mkdtempSync(path.join(parent, 'run-'));
  } catch (error) {
    throw asFileError(error, 'Making a folder for the evaluation');
  }
}

/** A store that holds just these items, in this order. */
export function storeOf(items: readonly StoredItem[], file: string): HistoryStore {
  const store = HistoryStore.open(file);
  store.transaction(() => {
    for (const item of items) store.upsert(item);
  });
  return store;
}
