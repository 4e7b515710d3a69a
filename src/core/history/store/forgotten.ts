import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { hashOf } from '../../files/hash.ts';
import { lastingNumber } from '../../files/lastingNumber.ts';
import { type ForgottenText, Traces } from './traces.ts';

/**
 * What the user has had forgotten, so that mining does not bring it back: neither from its path, nor renamed, moved,
 * copied or slightly changed. Only hashes are kept: the list does not reveal what they stand for.
 */
export class Forgotten {
  readonly traces: Traces;
  readonly #has: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #any: StatementSync;

  constructor(db: DatabaseSync) {
    this.traces = new Traces(db);
    this.#has = db.prepare('select 1 from forgotten where key = ?');
    this.#add = db.prepare('insert or ignore into forgotten(key) values (?)');
    this.#remove = db.prepare('delete from forgotten where key = ?');
    this.#any = db.prepare('select 1 from forgotten limit 1');
  }

  /**
   * Nothing in this folder, or of this document, is mined until its exact path is named again.
   * @param inside paths of what is known to be in it
   * @param texts those that were mined from it alone
   */
  addSource(path: string, inside: readonly string[] = [], texts: readonly ForgottenText[] = []): void {
    const key = sourceKey(path);
    this.#add.run(key);
    this.traces.addPlaces(key, path, inside);
    for (const text of texts) this.traces.addText(key, text);
  }

  /** Neither this item of this document nor the same text elsewhere is mined. @param alone the document has no other */
  addItem(source: string, id: string, text?: ForgottenText, alone = false): void {
    const key = itemKey(source, id);
    this.#add.run(key);
    if (!text) return;
    this.#add.run(textKey(text.sha256));
    this.traces.addBands(key, textKey(text.sha256), text);
    if (alone) this.traces.addPlaces(key, source, []);
  }

  isEmpty(): boolean {
    return this.#any.get() === undefined;
  }

  /** Whether the document or a folder above it is forgotten. `known` caches the result for folders. */
  hasSource(path: string, known: Map<string, boolean>): boolean {
    const answer = known.get(path);
    if (answer !== undefined) return answer;
    const above = dirname(path);
    const found = this.hasPlace(path) || (above !== path && this.hasSource(above, known));
    known.set(path, found);
    return found;
  }

  /** Whether this very document or folder is forgotten, by its path or by the disk's number for it. */
  hasPlace(path: string): boolean {
    return this.hasPath(path) || this.traces.hasNumber(lastingNumber(path));
  }

  hasPath(path: string): boolean {
    return this.#has.get(sourceKey(path)) !== undefined;
  }

  hasItem(source: string, id: string, text: ForgottenText): boolean {
    if ([itemKey(source, id), textKey(text.sha256)].some((key) => this.#has.get(key) !== undefined)) return true;
    return this.traces.hasText(text);
  }

  /** Lifts the ban on this very document or folder, under whatever name: the user has named it again. */
  liftSource(path: string): void {
    const key = sourceKey(path);
    for (const each of [key, ...this.traces.sourcesAt(lastingNumber(path))]) {
      this.#remove.run(each);
      this.traces.removeOf(each);
    }
  }

  /** Lifts the ban on an item: the user has named its document again. */
  liftItem(source: string, id: string, text: ForgottenText): void {
    for (const key of [itemKey(source, id), textKey(text.sha256)]) this.#remove.run(key);
    this.traces.removeText(text);
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
