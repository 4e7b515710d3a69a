/** Earlier versions of adapters: complete copies next to the ones in use, so that each can be restored. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { discard, unfinished } from '../files/leftovers.ts';
import { type AdapterRecord, type AdapterVersion, RECORD, readRecord } from './record.ts';

/** Number of versions kept of an adapter, including the one in use. */
const VERSIONS = 3;
/**
 * In the adapters' folder. No adapter's name begins with a dot or contains the mark that separates name and version.
 */
const FOLDER = '.versions';
const PARTS = '@';

interface EarlierVersion {
  folder: string;
  record: AdapterRecord;
}

export class Versions {
  readonly #adapters: string;

  /** @param adapters folder of the adapters in use */
  constructor(adapters: string) {
    this.#adapters = adapters;
  }

  /** Folders of an adapter's earlier versions, in no order. */
  foldersOf(name: string): string[] {
    try {
      const names = fs.readdirSync(this.#folder).filter((each) => each.startsWith(name + PARTS));
      return names.map((each) => path.join(this.#folder, each));
    } catch {
      return [];
    }
  }

  /** Copies a finished folder as an earlier version of an adapter. */
  add(name: string, folder: string): void {
    const target = path.join(this.#folder, name + PARTS + randomBytes(6).toString('hex'));
    const temporary = unfinished(target);
    try {
      fs.cpSync(folder, temporary, { recursive: true });
      fs.renameSync(temporary, target);
    } catch (error) {
      fs.rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Earlier versions of an adapter, newest first; a copy of the one in use, which a crash can leave, does not count.
   */
  before({ name, created }: AdapterRecord): EarlierVersion[] {
    return this.foldersOf(name)
      .flatMap((folder) => {
        const record = readRecord(path.join(folder, RECORD));
        return record && record.created !== created ? [{ folder, record }] : [];
      })
      .sort((a, b) => (a.record.created < b.record.created ? 1 : -1));
  }

  /** @param current the adapter in use */
  dropOldest(current: AdapterRecord): void {
    const kept = this.before(current)
      .slice(0, VERSIONS - 1)
      .map(({ folder }) => folder);
    for (const folder of this.foldersOf(current.name)) {
      if (!kept.includes(folder)) discard(folder);
    }
  }

  /** All of them, including the one in use, newest first. */
  listOf(current: AdapterRecord): AdapterVersion[] {
    return [current, ...this.before(current).map(({ record }) => record)]
      .map((record) => ({
        created: record.created,
        items: record.items,
        gain: record.heldout && record.heldout.base - record.heldout.adapter,
        plain: record.heldout?.base ?? null,
        current: record === current,
      }))
      .sort((a, b) => (a.created < b.created ? 1 : -1));
  }

  get #folder(): string {
    return path.join(this.#adapters, FOLDER);
  }
}
