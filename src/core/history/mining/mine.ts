import { stat } from 'node:fs/promises';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { hashOf } from '../../files/hash.ts';
import { OwnhandError, throwIfCancelled } from '../../support/errors.ts';
import type { LongCall } from '../../support/progress.ts';
import type { FileState } from '../store/fileStates.ts';
import type { HistoryStore } from '../store/store.ts';
import { AwayFolders } from './away.ts';
import { cutBoilerplate } from './boilerplate.ts';
import { type ReadOutcome, readDocument } from './documents.ts';
import { statsOf } from './fileLook.ts';
import { type FoundFile, findFiles } from './files.ts';
import { ForgottenFiles } from './forgottenFiles.ts';
import { GitDates } from './gitDates.ts';
import { isItemList, linesOfFile, readItemLine } from './itemLines.ts';
import { StoreUpdater } from './storeUpdater.ts';

/** A line of a `.jsonl` of items that is not an item. */
interface RefusedLine {
  /** Absolute path. */
  file: string;
  /** From 1. */
  line: number;
  reason: string;
}

export interface MineResult {
  /** Items in the store after the run. */
  items: number;
  added: number;
  updated: number;
  removed: number;
  duplicates: number;
  /** Secrets replaced before anything was stored. */
  redacted: number;
  /** Files skipped, by reason. */
  skipped: Record<string, number>;
  /** Lines of a `.jsonl` that were read now and are not items; only the first ones. */
  refused: RefusedLine[];
  /** Items embedded for search by meaning; 0 where that is off. */
  embedded: number;
  seconds: number;
}

const FILES_AT_ONCE = 64;
const LINES_AT_ONCE = 256;
/** This many lines that are not items are listed one by one. */
const MOST_NAMED = 50;
/** A run that changes more than this share of the items merges the index, which costs a hundredth of mining them. */
const OPTIMIZED_SHARE = 0.1;

export interface MineCall extends LongCall {
  /** The user has not named these paths now: nothing that they had forgotten comes back. */
  unasked?: boolean;
}

/**
 * Brings the store in step with folders, documents and `.jsonl` files of items: new items are added, changed ones
 * updated, and those gone from these paths forgotten. Only documents that changed are read. Secrets are replaced before
 * anything is stored; of near-duplicates the first one counts; what recurs in three items or more is cut from their
 * texts. What the user has had forgotten stays away until it is itself among `paths`.
 * @param paths folders and files; a relative one starts from the current folder
 * @throws OwnhandError `bad-input` for a path with nothing there, `cancelled` when stopped (what was done stays)
 */
export async function mine(
  store: HistoryStore,
  paths: string[],
  call: MineCall = {},
): Promise<Omit<MineResult, 'embedded'>> {
  const started = performance.now();
  const found = await findFiles(paths);
  const named = new Set(call.unasked ? [] : found.roots);
  const forgotten = new ForgottenFiles(store, named, call.unasked ?? false);
  const run = new MineRun(store, named, forgotten, call);
  for (const [reason, n] of Object.entries(found.skipped)) run.skip(reason, n);

  const files = new Map<string, FoundFile>();
  for (const file of found.files) {
    if (forgotten.has(file)) run.skip('forgotten');
    else files.set(file.path, file);
  }
  const [gone, away]: [string[], AwayFolders] = [[], new AwayFolders(store)];
  for (const root of found.roots) {
    for (const { path, explicit } of store.files.under(root)) {
      // A file that the user once named stays mined for as long as it exists.
      if (explicit && (files.has(path) || statsOf(path)?.isFile())) files.set(path, { path, explicit });
      else if (!files.has(path)) {
        if (away.isAway(path, root)) run.skip('not there now');
        else gone.push(path);
      }
    }
  }
  away.keep(files.keys(), found.roots);
  store.text.settle();
  let settled = false;
  try {
    run.forget(gone);
    await run.readAll([...files.values()]);
    await run.readRepeats();
    cutBoilerplate(store, call);
  } finally {
    settled = store.text.settle();
  }
  const { added, updated, removed, items } = run.result();
  if (!settled && added + updated + removed > OPTIMIZED_SHARE * items) store.text.optimize();
  return { ...run.result(), seconds: (performance.now() - started) / 1000 };
}

/** One run over a list of files: its counts, and the files that must be looked at again. */
class MineRun {
  readonly #store: HistoryStore;
  readonly #call: LongCall;
  readonly #updater: StoreUpdater;
  readonly #git: GitDates;
  readonly #forgotten: ForgottenFiles;
  readonly #skipped: Record<string, number> = {};
  readonly #counted = new Set<string>();
  readonly #refused: RefusedLine[] = [];

  constructor(store: HistoryStore, named: ReadonlySet<string>, forgotten: ForgottenFiles, call: LongCall) {
    this.#store = store;
    this.#forgotten = forgotten;
    this.#call = call;
    this.#updater = new StoreUpdater(store, named);
    this.#git = new GitDates(call.signal);
  }

  result(): Omit<MineResult, 'seconds' | 'embedded'> {
    const skipped = Object.fromEntries(Object.entries(this.#skipped).filter(([, n]) => n > 0));
    return { items: this.#store.count(), ...this.#updater.counts, skipped, refused: this.#refused };
  }

  skip(reason: string, n = 1): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + n;
  }

  /** Removes files that no longer exist, with their items. */
  forget(paths: string[]): void {
    this.#store.transaction(() => {
      for (const path of paths) {
        for (const id of this.#store.idsOf(path)) this.#updater.remove(id);
        this.#store.files.remove(path);
      }
    });
  }

  async readAll(files: FoundFile[]): Promise<void> {
    const { onProgress, signal } = this.#call;
    for (let i = 0; i < files.length; i += FILES_AT_ONCE) {
      throwIfCancelled(signal);
      onProgress?.({ message: 'Reading documents', done: i, total: files.length });
      // If no file has changed, nothing below waits; a request to cancel must come through all the same.
      await yieldToEvents();
      const batch = files.slice(i, i + FILES_AT_ONCE).filter((file) => !this.#isUnchanged(file));
      const lists = batch.filter(({ path }) => isItemList(path));
      const documents = batch.filter(({ path }) => !isItemList(path));
      const readings = await Promise.all(
        documents.map((file) => readDocument(file, this.#store.files.get(file.path), this.#git)),
      );
      throwIfCancelled(signal);
      if (readings.length > 0) this.#keepAll(documents, readings);
      for (const file of lists) await this.#readItemList(file);
    }
    onProgress?.({ message: 'Reading documents', done: files.length, total: files.length });
  }

  /** Rereads files that held a duplicate of something that has since changed. */
  async readRepeats(): Promise<void> {
    const files: FoundFile[] = [];
    for (const path of this.#updater.repeats) {
      const state = this.#store.files.get(path);
      if (!state) continue;
      // Whatever this run has already counted in the file is counted again.
      if (this.#counted.has(path)) {
        this.#updater.counts.duplicates -= this.#store.files.countDuplicates(path);
        for (const [reason, n] of Object.entries(state.skipped)) this.skip(reason, -n);
      }
      this.#store.files.remove(path);
      files.push({ path, explicit: state.explicit });
    }
    this.#updater.repeats.clear();
    if (files.length > 0) await this.readAll(files);
  }

  /**
   * Whether size, time and rules are unchanged since the file was last read; if so, counts what was counted then.
   * Synchronous: for a few hundred thousand files the thread pool would take three times as long.
   */
  #isUnchanged({ path, explicit }: FoundFile): boolean {
    const known = this.#store.files.look(path);
    if (!known || (known.explicit !== explicit && !isItemList(path))) return false;
    const stats = statsOf(path);
    if (stats?.size !== known.size || stats.mtimeMs !== known.mtime) return false;
    this.#updater.counts.duplicates += known.duplicates;
    this.#countSkipped(path, known.skipped);
    return true;
  }

  #keepAll(documents: FoundFile[], readings: ReadOutcome[]): void {
    this.#store.transaction(() => {
      for (const [i, reading] of readings.entries()) {
        if (this.#forgotten.hasSince(documents[i]!)) this.skip('forgotten');
        else this.#keep(documents[i]!.path, reading);
      }
    });
  }

  /** Stores the result of reading one document. */
  #keep(path: string, reading: ReadOutcome): void {
    if (reading.kind === 'gone') {
      for (const id of this.#store.idsOf(path)) this.#updater.remove(id);
      this.#store.files.remove(path);
      return;
    }
    // What was read of it before stays, and the next run tries again.
    if (reading.kind === 'unreadable') {
      this.#store.files.reread(path);
      this.skip('unreadable');
      return;
    }
    const { state, kind } = reading;
    if (kind === 'unchanged') this.#updater.counts.duplicates += this.#store.files.countDuplicates(path);
    else this.#store.files.clearDuplicates(path);
    if (kind === 'skipped') for (const id of this.#store.idsOf(path)) this.#updater.remove(id);
    if (kind === 'read' && this.#updater.keep(reading.draft, path) === 'forgotten') state.skipped = { forgotten: 1 };
    this.#store.files.set(state);
    this.#countSkipped(path, state.skipped);
  }

  #countSkipped(path: string, skipped: Record<string, number>): void {
    this.#counted.add(path);
    for (const [reason, n] of Object.entries(skipped)) this.skip(reason, n);
  }

  /** Reads a `.jsonl` of items a few lines at a time. */
  async #readItemList(file: FoundFile): Promise<void> {
    const { path, explicit } = file;
    const store = this.#store;
    const { onProgress, signal } = this.#call;
    const { size, mtimeMs: mtime } = await stat(path);
    store.files.clearDuplicates(path);
    const state: FileState = { path, size, mtime, sha256: '', explicit, skipped: {} };
    const kept = new Set<string>();
    const seen = new Set<string>();
    let number = 0;
    const keep = (lines: string[]) =>
      store.transaction(() => {
        if (this.#forgotten.hasSince(file)) return;
        for (const line of lines) {
          number++;
          if (line.trim() === '') continue;
          const draft = readItemLine(line, path);
          if (typeof draft === 'string') {
            state.skipped['not an item'] = (state.skipped['not an item'] ?? 0) + 1;
            if (this.#refused.length < MOST_NAMED) this.#refused.push({ file: path, line: number, reason: draft });
            continue;
          }
          draft.id = this.#freeId(draft.id, path, seen);
          seen.add(draft.id);
          const what = this.#updater.keep(draft, path);
          if (what === 'kept') kept.add(draft.id);
          if (what === 'forgotten') state.skipped.forgotten = (state.skipped.forgotten ?? 0) + 1;
        }
      });
    try {
      let batch: string[] = [];
      let lines = 0;
      for await (const line of linesOfFile(path)) {
        batch.push(line);
        if (batch.length < LINES_AT_ONCE) continue;
        throwIfCancelled(signal);
        keep(batch);
        lines += batch.length;
        batch = [];
        onProgress?.({ message: 'Reading documents', done: lines });
      }
      throwIfCancelled(signal);
      keep(batch);
    } catch (error) {
      if (OwnhandError.is(error)) throw error;
      throw new OwnhandError('bad-input', `"${path}" could not be read; check the file and try again.`, {
        cause: error,
      });
    }
    store.transaction(() => {
      if (this.#forgotten.hasSince(file)) return;
      for (const id of store.idsOf(path)) if (!kept.has(id)) this.#updater.remove(id);
      store.files.set(state);
    });
    this.#countSkipped(path, state.skipped);
  }

  /** The id given in the file, unless another file or an earlier line has it: then one derived from it. */
  #freeId(id: string, file: string, seen: Set<string>): string {
    let free = id;
    if ((this.#store.get(id)?.source ?? file) !== file) free = `${id}@${hashOf(file).slice(0, 8)}`;
    for (let n = 2; seen.has(free); n++) free = `${id}~${n}`;
    return free;
  }
}
