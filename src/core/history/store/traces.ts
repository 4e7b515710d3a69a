import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { hashOf } from '../../files/hash.ts';
import { lastingNumber } from '../../files/lastingNumber.ts';

/** A text, by hashes alone. */
export interface ForgottenText {
  /** Of the text as mined, hex. */
  sha256: string;
  /** Near-duplicates share some of them; see duplicates.ts. */
  bands: Uint32Array;
}

/**
 * Texts that share this many of their 20 bands are the same one, edited: this recognises four in five of those that are
 * 80 % the same, and all that are 90 %.
 */
const SAME = 4;

/**
 * Other ways to recognise something forgotten than by its path. Each row belongs to a key of the list of what is
 * forgotten.
 */
export class Traces {
  readonly #add: StatementSync;
  readonly #has: StatementSync;
  readonly #sources: StatementSync;
  readonly #removeOf: StatementSync;
  readonly #removeText: StatementSync;
  readonly #near: StatementSync;

  constructor(db: DatabaseSync) {
    this.#add = db.prepare('insert or ignore into traces(key, text, source) values (?, ?, ?)');
    this.#has = db.prepare('select 1 from traces where key = ? limit 1');
    this.#sources = db.prepare('select distinct source from traces where key = ?');
    this.#removeOf = db.prepare('delete from traces where source = ?');
    this.#removeText = db.prepare('delete from traces where key = ?1 or text = ?1');
    this.#near = db.prepare(
      `select text from traces where key in (select value from json_each(?)) group by text having count(*) >= ${SAME}`,
    );
  }

  /** @param inside paths of what is in the place */
  addPlaces(source: string, path: string, inside: readonly string[]): void {
    const own = lastingNumber(path);
    if (own !== null) this.#add.run(placeKey(own), '', source);
    for (const each of inside) {
      const number = lastingNumber(each);
      if (number !== null) this.#add.run(insideKey(number), '', source);
    }
  }

  addText(source: string, text: ForgottenText): void {
    const key = copyKey(text.sha256);
    this.#add.run(key, '', source);
    this.addBands(source, key, text);
  }

  /** @param key by which the text is recognised */
  addBands(source: string, key: string, { bands }: ForgottenText): void {
    for (const band of bands) this.#add.run(bandKey(band), key, source);
  }

  /** @param keys by which adapters name the items that they have learned */
  addLearned(keys: readonly string[]): void {
    for (const key of keys) this.#add.run(learnedKey(key), '', learnedKey(key));
  }

  hasLearned(key: string): boolean {
    return this.#has.get(learnedKey(key)) !== undefined;
  }

  hasNumber(number: string | null): boolean {
    return number !== null && [placeKey(number), insideKey(number)].some((key) => this.#has.get(key) !== undefined);
  }

  hasText(text: ForgottenText): boolean {
    return this.#has.get(copyKey(text.sha256)) !== undefined || this.#nearTo(text).length > 0;
  }

  /** Keys of what was forgotten as this very place. */
  sourcesAt(number: string | null): string[] {
    return number === null ? [] : this.#sources.all(placeKey(number)).map((row) => row.source as string);
  }

  removeOf(source: string): void {
    this.#removeOf.run(source);
  }

  /** Removes what identifies a text, or a near-duplicate. @param copies only of texts that went with their folder */
  removeText(text: ForgottenText, { copies = false } = {}): void {
    for (const key of [copyKey(text.sha256), ...this.#nearTo(text)]) {
      if (!copies || this.#has.get(key)) this.#removeText.run(key);
    }
  }

  #nearTo({ bands }: ForgottenText): string[] {
    return this.#near.all(JSON.stringify([...bands].map(bandKey))).map((row) => row.text as string);
  }
}

function placeKey(number: string): string {
  return hashOf(`place\0${number}`);
}

function insideKey(number: string): string {
  return hashOf(`inside\0${number}`);
}

function copyKey(sha256: string): string {
  return hashOf(`copy\0${sha256}`);
}

function learnedKey(key: string): string {
  return hashOf(`learned\0${key}`);
}

function bandKey(band: number): string {
  return hashOf(`band\0${band}`);
}
