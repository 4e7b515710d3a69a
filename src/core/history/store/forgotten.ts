import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { hashOf } from '../../files/hash.ts';

/**
 * What the user has had forgotten, so that mining does not bring it back. Only hashes are kept: the list does not
 * reveal what they stand for.
 */
export class Forgotten {
  readonly #has: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #any: StatementSync;

  constructor(db: DatabaseSync) {
    this.#has = db.prepare('select 1 from forgotten where key = ?');
    this.#add = db.prepare('insert or ignore into forgotten(key) values (?)');
    this.#remove = db.prepare('delete from forgotten where key = ?');
    this.#any = db.prepare('select 1 from forgotten limit 1');
  }

  /** Nothing in this folder, or of this document, is mined until its exact path is named again. */
  addSource(path: string): void {
    this.#add.run(sourceKey(path));
  }

  /** Neither this item of this document nor the same text elsewhere is mined. */
  addItem(source: string, id: string, sha256?: string): void {
    this.#add.run(itemKey(source, id));
    if (sha256 !== undefined) this.#add.run(textKey(sha256));
  }

  isEmpty(): boolean {
    return this.#any.get() === undefined;
  }

  /** Whether the document or a folder above it is forgotten. `known` caches the result for folders. */
  hasSource(path: string, known: Map<string, boolean>): boolean {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    const above = dirname(path);
    const found = this.#has.get(sourceKey(path)) !== undefined || (above !== path && this.hasSource(above, known));
    known.set(path, found);
    return found;
  }

  hasItem(source: string, id: string, sha256: string): boolean {
    if (this.isEmpty()) return false;
    return [itemKey(source, id), textKey(sha256)].some((key) => this.#has.get(key) !== undefined);
  }

  /** Lifts the ban on this very document or folder: the user has named it again. */
  liftSource(path: string): void {
    this.#remove.run(sourceKey(path));
  }

  /** Lifts the ban on an item: the user has named its document again. */
  liftItem(source: string, id: string, sha256: string): void {
    for (const key of [itemKey(source, id), textKey(sha256)]) this.#remove.run(key);
  }
}

function sourceKey(path: string): string {
  return hashOf(`source\0${path}`);
}

function itemKey(source: string, id: string): string {
  return hashOf(`item\0${source}\0${id}`);
}

function textKey(sha256: string): string {
  return hashOf(`text\0${sha256}`);
}
