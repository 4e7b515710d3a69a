import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { OwnhandError } from '../../support/errors.ts';
import { countWords } from '../../text/prose.ts';
import { FileStates, folderRange } from './fileStates.ts';
import { Forgotten } from './forgotten.ts';
import type { HistoryItem } from './item.ts';
import { ItemCounts } from './itemCounts.ts';
import { Paragraphs } from './paragraphs.ts';
import { isSame, type ListOptions, listItems, parsed, SELECT, toItem } from './rows.ts';
import { BUSY_TIMEOUT, openDatabase, removeDamaged } from './schema.ts';
import { REMOVE_ALL } from './steps.ts';
import type { StoredItem } from './storedItem.ts';
import { keptSum } from './sums.ts';
import { TextIndex } from './textIndex.ts';
import { VectorTable } from './vectorTable.ts';

/** The user's mined writing: one SQLite file, one writer at a time, any number of readers. */
export class HistoryStore {
  readonly files: FileStates;
  readonly text: TextIndex;
  readonly paragraphs: Paragraphs;
  readonly forgotten: Forgotten;
  readonly vectors: VectorTable;
  readonly counts: ItemCounts;
  /** The file was damaged when it was opened and has been replaced by an empty one: mine again. */
  readonly restarted: boolean;
  readonly #file: string;
  readonly #db: DatabaseSync;
  readonly #get: StatementSync;
  readonly #bySeq: StatementSync;
  readonly #byHash: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #idsOf: StatementSync;
  readonly #idsUnder: StatementSync;
  readonly #describe: StatementSync;
  readonly #serve: StatementSync;
  readonly #minedBytes: StatementSync;
  readonly #totals: StatementSync;
  readonly #count: StatementSync;
  readonly #getMeta: StatementSync;
  readonly #setMeta: StatementSync;
  readonly #deleteMeta: StatementSync;
  readonly #itemsSum: StatementSync;

  /**
   * Opens the store at `file`, creating it if necessary.
   * @throws OwnhandError `disk` if that fails.
   */
  static open(file: string): HistoryStore {
    const { db, restarted } = openDatabase(file);
    return new HistoryStore(file, db, restarted);
  }

  private constructor(file: string, db: DatabaseSync, restarted: boolean) {
    this.#file = file;
    this.#db = db;
    this.restarted = restarted;
    this.files = new FileStates(db);
    this.text = new TextIndex(db);
    this.paragraphs = new Paragraphs(db);
    this.forgotten = new Forgotten(db);
    this.vectors = new VectorTable(db);
    this.counts = new ItemCounts(db);
    this.#get = db.prepare(`${SELECT} where i.id = ?`);
    this.#bySeq = db.prepare(`${SELECT} where i.seq = ?`);
    this.#byHash = db.prepare(`${SELECT} where i.sha256 = ? order by i.seq limit 1`);
    this.#insert = db.prepare(
      `insert into items(id, source, kind, date, title, tags, words, bytes, sha256, bands, text, language, original, description)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, x''), ?, ?, ?, ?)`,
    );
    this.#update = db.prepare(
      `update items set source = ?, kind = ?, date = ?, title = ?, tags = ?, words = ?, bytes = ?, sha256 = ?,
         bands = coalesce(?, bands), text = ?, language = ?, original = ?, description = ? where id = ?`,
    );
    this.#delete = db.prepare('delete from items where id = ?');
    this.#idsOf = db.prepare('select id from items where source = ?');
    this.#idsUnder = db.prepare('select id from items where source = ? or (source >= ? and source < ?) order by seq');
    this.#describe = db.prepare(
      'update items set source = ?, kind = ?, date = ?, title = ?, tags = ?, description = ? where id = ?',
    );
    this.#serve = db.prepare(
      `update items set original = case when ?1 = coalesce(original, text) then null else coalesce(original, text) end,
         text = ?1, words = ?2, bytes = ?3 where seq = ?4 and text <> ?1`,
    );
    this.#minedBytes = db.prepare('select octet_length(coalesce(original, text)) as n from items where id = ?');
    this.#totals = db.prepare(
      'select count(*) as items, coalesce(sum(words), 0) as words, count(distinct source) as sources from items',
    );
    this.#count = db.prepare('select count(*) as n from items');
    this.#getMeta = db.prepare('select value from meta where key = ?');
    this.#setMeta = db.prepare(
      'insert into meta(key, value) values (?, ?) on conflict(key) do update set value = excluded.value',
    );
    this.#deleteMeta = db.prepare('delete from meta where key = ?');
    this.#itemsSum = db.prepare("select value from sums where name = 'items'");
  }

  get(id: string): StoredItem | undefined {
    return toItem(this.#get.get(id));
  }

  getBySeq(seq: number): StoredItem | undefined {
    return toItem(this.#bySeq.get(seq));
  }

  /** The first stored item with exactly this text, by the text's hash. */
  getByHash(sha256: string): StoredItem | undefined {
    return toItem(this.#byHash.get(sha256));
  }

  list(options: ListOptions = {}): StoredItem[] {
    return [...this.iterate(options)];
  }

  /** As `list`, one item in memory at a time. */
  iterate(options: ListOptions = {}): Generator<StoredItem> {
    return listItems(this.#db, options);
  }

  /** Items, words of prose, and distinct documents. */
  totals(): { items: number; words: number; sources: number } {
    return { ...(this.#totals.get() as { items: number; words: number; sources: number }) };
  }

  /** Identifies the set of items, with everything said about them. */
  fingerprint(): string {
    return keptSum(this.#db, 'items');
  }

  count(): number {
    return (this.#count.get() as { n: number }).n;
  }

  /** Ids of the items of one document. */
  idsOf(source: string): string[] {
    return (this.#idsOf.all(source) as { id: string }[]).map((row) => row.id);
  }

  /** Ids of the items of a document, or of all documents below a folder. */
  idsUnder(source: string): string[] {
    return this.#idsUnder.all(source, ...folderRange(source)).map((row) => row.id as string);
  }

  /** Ids of all items, in the order of storing. */
  ids(): string[] {
    return this.#db
      .prepare('select id from items order by seq')
      .all()
      .map((row) => row.id as string);
  }

  /** Bytes of an item's text as it was mined. */
  minedBytes(id: string): number {
    return (this.#minedBytes.get(id) as { n: number } | undefined)?.n ?? 0;
  }

  /** Places of the items whose paragraphs or language are unknown. */
  underived(): number[] {
    const sql = 'select seq from items where seq not in (select seq from paragraphs) order by seq';
    const rows = this.#db.prepare(sql).all();
    return rows.map((row) => row.seq as number);
  }

  setLanguage(seq: number, language: string | null): void {
    this.#db.prepare('update items set language = ? where seq = ?').run(language, seq);
  }

  /** The text that is used for training, searched and shown; the mined one is kept with it if it differs. */
  setServedText(seq: number, text: string): void {
    this.#serve.run(text, countWords(text), Buffer.byteLength(text), seq);
    this.#changed();
  }

  /**
   * Adds the item or replaces the one with its id; if only its metadata has changed, the served text stays as it is.
   * `bands` are the text's fingerprint for finding near-duplicates (see duplicates.ts); without them a stored item
   * keeps those it has.
   * @param served the text without its boilerplate, if it has any
   */
  upsert(item: HistoryItem, bands?: Uint32Array, served = item.text): 'added' | 'updated' | 'same' {
    const old = this.get(item.id);
    if (old && isSame(old, item)) return 'same';
    const said = [item.source, item.kind, item.date, item.title, JSON.stringify(item.tags)];
    if (old?.sha256 === item.sha256) {
      this.#describe.run(...said, item.description ?? null, item.id);
      this.#changed();
      return 'updated';
    }
    const values = [
      ...said,
      countWords(served),
      Buffer.byteLength(served),
      item.sha256,
      bands ? new Uint8Array(bands.buffer, bands.byteOffset, bands.byteLength) : null,
      served,
      item.language ?? null,
      served === item.text ? null : item.text,
      item.description ?? null,
    ];
    if (old) this.#update.run(...values, item.id);
    else this.#insert.run(item.id, ...values);
    this.#changed();
    return old ? 'updated' : 'added';
  }

  /** @returns whether there was such an item */
  remove(id: string): boolean {
    const removed = this.#delete.run(id).changes > 0;
    if (removed) this.#changed();
    return removed;
  }

  /** Removes all items and what is known of their documents; must run in a transaction. */
  clear(): void {
    this.#db.exec(REMOVE_ALL);
    this.files.clear();
    this.#changed();
  }

  /** An item's fingerprint; empty if there is no such item. */
  bandsOf(id: string): Uint32Array {
    const row = this.#db.prepare('select bands from items where id = ?').get(id) as { bands: Uint8Array } | undefined;
    return row ? new Uint32Array(row.bands.slice().buffer) : new Uint32Array();
  }

  /** Every item's fingerprint, in the order of storing. */
  *bands(): Generator<{ seq: number; bands: Uint32Array }> {
    for (const row of this.#db.prepare('select seq, bands from items order by seq').iterate()) {
      const { seq, bands } = row as { seq: number; bands: Uint8Array };
      yield { seq, bands: new Uint32Array(bands.slice().buffer) };
    }
  }

  /** Runs `work` in a transaction; `work` must not be asynchronous. */
  transaction<T>(work: () => T): T {
    this.#db.exec('begin immediate');
    try {
      const result = work();
      this.#db.exec('commit');
      return result;
    } catch (error) {
      // SQLite itself has rolled back if the disk is full or fails.
      if (this.#db.isTransaction) this.#db.exec('rollback');
      throw error;
    }
  }

  /**
   * Removes deleted data from the disk: deleted pages are zeroed and the index deletes its entries (see schema.ts), but
   * the log, and a damaged file set aside, would still hold them.
   * @param patience how long to wait for other readers of the store, in milliseconds
   * @throws OwnhandError `disk` while another process reads the store
   */
  scrub(patience = 5_000): void {
    removeDamaged(this.#file);
    if (!this.text.settle()) this.text.optimize();
    this.#db.exec(`pragma busy_timeout = ${patience}`);
    const { busy } = this.#db.prepare('pragma wal_checkpoint(truncate)').get() as { busy: number };
    this.#db.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
    if (busy === 0) return;
    throw new OwnhandError(
      'disk',
      'The items are removed, but another program has the history open and keeps their bytes in its log; close it and forget them again.',
    );
  }

  /**
   * A number that differs after every change of an item, whichever process made it: the checksum of the items' rows.
   */
  itemsSum(): number {
    return (this.#itemsSum.get() as { value: number }).value;
  }

  /** A small value kept with the items, or undefined. */
  getMeta(key: string): string | undefined {
    return (this.#getMeta.get(key) as { value: string } | undefined)?.value;
  }

  /** The same, kept as JSON; null if there is none, or it cannot be read. */
  getMetaJson(key: string): unknown {
    return parsed(this.getMeta(key) ?? 'null');
  }

  /** Keeps a small value; null removes it. */
  setMeta(key: string, value: string | null): void {
    if (value === null) this.#deleteMeta.run(key);
    else this.#setMeta.run(key, value);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #changed(): void {
    this.text.itemsChanged();
  }
}
