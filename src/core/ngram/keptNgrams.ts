import path from 'node:path';
import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { HistoryStore } from '../history/store/store.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import type { BaseModel } from '../model/base.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { OwnhandError } from '../support/errors.ts';
import { readIndex, writeIndex } from './ngramFile.ts';
import { type NewText, NgramIndex } from './ngramIndex.ts';

/** The most milliseconds that anybody waits; the rest is read later, in turns of twice that time. */
const AT_ONCE = 800;
const LONGEST_TURN = 30_000;
/** Milliseconds between two turns. */
const REST = 50;
/** A part below this fraction of the index is small. */
const LITTLE = 50;
/** Characters tokenized before other work gets its turn. */
const PIECE = 20_000;

/** The index for one base model, kept in a folder and in step with the history. */
export class KeptNgrams {
  readonly #file: string;
  readonly #store: HistoryStore;
  readonly #model: string;
  readonly #tokenizer: Tokenizer;
  readonly #atOnce: number;
  #index: NgramIndex | undefined;
  /** Sum of the items that are completely in the index. */
  #sum: number | undefined;
  /** Tokens that are not in the file yet. */
  #unwritten = 0;
  #readingOn: Promise<void> | undefined;
  readonly #closed = new AbortController();

  /** @param atOnce milliseconds that somebody may wait for what was just mined */
  static async open(folder: string, store: HistoryStore, base: BaseModel, atOnce = AT_ONCE): Promise<KeptNgrams> {
    return new KeptNgrams(folder, store, base.manifest.sha256, await base.tokenizer(), atOnce);
  }

  private constructor(folder: string, store: HistoryStore, model: string, tokenizer: Tokenizer, atOnce: number) {
    this.#file = path.join(folder, `${model.slice(0, 16)}.bin`);
    this.#store = store;
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#atOnce = atOnce;
  }

  /** The index as far as it is read. It holds nothing that was forgotten before the last call of `ready`. */
  get index(): NgramIndex {
    this.#index ??= readIndex(this.#file, this.#model) ?? NgramIndex.empty(this.#tokenizer.vocabSize);
    return this.#index;
  }

  /**
   * Brings the index in step with the history: removes at once what is gone, and reads what is new, the latest first,
   * as far as time allows. The rest is read later.
   */
  async ready(): Promise<void> {
    if (this.#sum === this.#store.itemsSum()) return;
    if (this.#readingOn) this.#drop();
    else if (!(await this.#update(this.#atOnce))) this.#readingOn = this.#readOn();
  }

  /** Waits until everything is read. */
  async whole(): Promise<void> {
    await this.ready();
    await this.#readingOn;
  }

  /** Stops reading; what was read stays in the index. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#readingOn;
  }

  async #readOn(): Promise<void> {
    try {
      for (let turn = 2 * AT_ONCE; !this.#closed.signal.aborted; turn = Math.min(2 * turn, LONGEST_TURN)) {
        await wait(REST, undefined, { signal: this.#closed.signal, ref: false });
        if (await this.#update(turn)) return;
      }
    } catch {
      // The index is closed or the disk is full: the next call tries again.
    } finally {
      this.#readingOn = undefined;
    }
  }

  /** @returns whether the index now holds the whole history */
  async #update(patience: number): Promise<boolean> {
    const until = performance.now() + patience;
    const sum = this.#store.itemsSum();
    const wanted = this.#drop();
    const known = new Set(this.index.texts.map(({ id }) => id));
    const added: NewText[] = [];
    let whole = true;
    for (const [id, version] of wanted) {
      if (known.has(id)) continue;
      const item = this.#store.get(id);
      const ids = item && (await this.#tokensOf(item, until));
      if (ids) added.push({ id, version, ids });
      else if (item) whole = false;
      if (performance.now() > until || this.#closed.signal.aborted) {
        whole &&= wanted.size === known.size + added.length;
        break;
      }
    }
    if (added.length > 0) this.#add(added);
    // Something may have been forgotten meanwhile, here or by another process.
    this.#drop();
    this.#sum = whole ? sum : undefined;
    return whole;
  }

  /** Removes what is no longer in the history in that form. @returns versions of all items, the latest first */
  #drop(): Map<string, string> {
    const wanted = new Map(
      [...this.#store.counts.versions()].map(({ id, sha256, bytes, title }) => [
        id,
        `${sha256.slice(0, 16)} ${bytes} ${crc32(title)}`,
      ]),
    );
    const { index } = this;
    if (index.texts.some(({ id, version }) => wanted.get(id) !== version)) {
      this.#index = index.changed(({ id, version }) => wanted.get(id) === version, []);
      this.#write();
    }
    return wanted;
  }

  /** Small changes are not written at once: they are soon read again, and the file of a long history is large. */
  #add(added: readonly NewText[]): void {
    const old = this.index;
    this.#index = old.changed(() => true, added);
    this.#unwritten += this.#index.tokens.length - old.tokens.length;
    if (this.#unwritten * LITTLE > this.#index.tokens.length) this.#write();
  }

  #write(): void {
    writeIndex(this.#file, this.#model, this.index);
    this.#unwritten = 0;
  }

  /** @returns undefined if it was stopped; nothing for a text that cannot be tokenized */
  async #tokensOf(item: StoredItem, until: number): Promise<number[] | undefined> {
    const out: number[] = [];
    try {
      for (const piece of pieces(textOf(item))) {
        for (const id of this.#tokenizer.encode(piece)) out.push(id);
        await breathe();
        // A text longer than a turn is read to its end in one go, while nobody waits for it.
        if (this.#closed.signal.aborted || (performance.now() > until && !this.#readingOn)) return undefined;
      }
    } catch (error) {
      if (!OwnhandError.is(error)) throw error;
      return [];
    }
    return out;
  }
}

/** An item's title and text, as prompts show them. */
export function textOf({ title, text }: Pick<StoredItem, 'title' | 'text'>): string {
  return title.trim() === '' ? text : `Title: ${title.replace(/\s+/g, ' ').trim()}\n\n${text}`;
}

/** A text cut between lines, where tokens end as well. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = /\S(?=\n)/g;
    end.lastIndex = start + PIECE;
    const found = end.exec(text);
    const at = found ? found.index + 1 : text.length;
    yield text.slice(start, at);
    start = at;
  }
}
