import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Hashes of every item's paragraphs, kept with the items, and which of them are left out of the texts. */
export class Paragraphs {
  readonly #db: DatabaseSync;
  readonly #change: StatementSync;
  readonly #add: StatementSync;
  readonly #mined: StatementSync;
  readonly #cut: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    // Two statements: a conflict clause here would override the one in the triggers
    // (sqlite.org/lang_createtrigger.html).
    this.#change = db.prepare('update paragraphs set cut = ?, hashes = ? where seq = ?');
    this.#add = db.prepare('insert into paragraphs(cut, hashes, seq) values (?, ?, ?)');
    this.#mined = db.prepare('select coalesce(original, text) as text from items where seq = ?');
    this.#cut = db.prepare('update paragraphs set cut = ? where seq = ?');
  }

  /**
   * Keeps the hashes of a text's paragraphs.
   * @param cut which of them were left out when it was stored, as a `signature`
   */
  set(seq: number, hashes: Float64Array, cut = 0): void {
    const values = [cut, new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength), seq];
    if (this.#change.run(...values).changes === 0) this.#add.run(...values);
  }

  /** The text as it was mined, with its boilerplate. */
  minedText(seq: number): string | undefined {
    return (this.#mined.get(seq) as { text: string } | undefined)?.text;
  }

  /** Hashes and what was cut, of every item, in the order of storing. */
  *all(): Generator<{ seq: number; cut: number; hashes: Float64Array }> {
    for (const row of this.#db.prepare('select seq, cut, hashes from paragraphs order by seq').iterate()) {
      const { seq, cut, hashes } = row as { seq: number; cut: number; hashes: Uint8Array };
      yield { seq, cut, hashes: new Float64Array(hashes.slice().buffer) };
    }
  }

  /** Records what was cut from an item, as a `signature`. */
  setCut(seq: number, cut: number): void {
    this.#cut.run(cut, seq);
  }
}
