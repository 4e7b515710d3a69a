import { existsSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { realPath } from '../files/realPath.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import { cutBoilerplate } from './mining/boilerplate.ts';
import type { HistoryStore } from './store/store.ts';
import { countForgetting } from './store/timesForgotten.ts';
import type { ForgottenText } from './store/traces.ts';

const DUE = 'forget.due';

/** What to forget: a document or everything below a folder, one item, or the whole history. */
export type ForgetTarget = { source: string } | { item: string } | { all: true };

/** What was removed. */
export interface Removed {
  ids: string[];
  /** Bytes of the items' texts. */
  bytes: number;
}

/**
 * Removes items from the store and its indexes, and remembers, as hashes, that they must not be mined again, under
 * whatever name, copied or slightly changed: a source until it is itself named to `mine`; an item until its document is
 * named (one of a `.jsonl` for good). Forgetting everything is a fresh start: only earlier forgettings are still
 * remembered.
 * The removed bytes are gone from disk once `store.scrub` has run; until `noteForgotten` is called, `isForgetting` is
 * true.
 * @param also done in the same transaction, if anything was removed, with the ids of it
 * @throws OwnhandError `bad-input` for an item that does not exist, or an unknown path
 */
export function forget(store: HistoryStore, target: ForgetTarget, also?: (ids: readonly string[]) => void): Removed {
  const removed = store.transaction(() => {
    const gone = removeTarget(store, target);
    // Other processes may be working on it at the moment, even if nothing of it is stored yet.
    countForgetting(store, 'all' in target);
    // What evaluations copied from elsewhere is not in the history.
    if (gone.ids.length > 0 || 'all' in target) {
      store.setMeta(DUE, '');
      also?.(gone.ids);
    }
    return gone;
  });
  cutBoilerplate(store);
  return removed;
}

/** Whether items were removed that may still be on the disk. */
export function isForgetting(store: HistoryStore): boolean {
  return store.getMeta(DUE) !== undefined;
}

/** Records that nothing is left of what was forgotten. */
export function noteForgotten(store: HistoryStore): void {
  store.setMeta(DUE, null);
}

function removeTarget(store: HistoryStore, target: ForgetTarget): Removed {
  if ('all' in target) return forgetAll(store);
  return 'item' in target ? forgetItem(store, target.item) : forgetSource(store, realPath(target.source));
}

function forgetSource(store: HistoryStore, path: string): Removed {
  const files = [...store.files.under(path)].map((file) => file.path);
  const ids = store.idsUnder(path);
  if (files.length === 0 && ids.length === 0 && !existsSync(path)) {
    throw new OwnhandError('bad-input', `Nothing was mined from "${path}"; give the path of a document or folder.`);
  }
  const isInside = (file: string) => file === path || file.startsWith(path.endsWith(sep) ? path : path + sep);
  // A document elsewhere with the same text was not forgotten with it.
  const texts = ids.filter((id) => store.files.filesRepeating(id).every(isInside)).map((id) => textOf(store, id));
  const bytes = removeItems(store, ids);
  for (const file of files) store.files.remove(file);
  store.forgotten.addSource(
    path,
    [...files, ...foldersOf(files, path)].filter((each) => each !== path),
    texts,
  );
  return { ids, bytes };
}

function forgetItem(store: HistoryStore, id: string): Removed {
  const item = store.get(id);
  if (!item)
    throw new OwnhandError('bad-input', `There is no item "${quoted(id)}"; "ownhand history" lists what is there.`);
  const alone = item.kind !== 'item' && store.idsOf(item.source).length === 1;
  store.forgotten.addItem(item.source, id, textOf(store, id), alone);
  // Its document is read again next time, so that the item is counted as skipped.
  store.files.reread(item.source);
  // Its near-duplicates do not take its place either.
  for (const { id: copy, file } of store.files.duplicatesOf(id)) store.forgotten.addItem(file, copy);
  return { ids: [id], bytes: removeItems(store, [id]) };
}

function textOf(store: HistoryStore, id: string): ForgottenText {
  return { sha256: store.get(id)!.sha256, bands: store.bandsOf(id) };
}

/** Folders between a folder and what is inside it. */
function foldersOf(files: readonly string[], path: string): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); folder.length > path.length && !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  return folders;
}

function forgetAll(store: HistoryStore): Removed {
  const ids = store.ids();
  const bytes = ids.reduce((sum, id) => sum + store.minedBytes(id), 0);
  store.clear();
  return { ids, bytes };
}

/** @returns bytes of their texts */
function removeItems(store: HistoryStore, ids: readonly string[]): number {
  let bytes = 0;
  store.text.deleting(ids.length);
  for (const id of ids) {
    bytes += store.minedBytes(id);
    // A copy elsewhere, left out because of this item, is read again the next time its folder is mined.
    for (const file of store.files.filesRepeating(id)) store.files.reread(file);
    store.remove(id);
  }
  return bytes;
}
