import { hashOf } from '../../files/hash.ts';
import { languageOf } from '../../text/language.ts';
import { paragraphHashes, withoutParagraphs } from '../../text/paragraphs.ts';
import type { HistoryStore } from '../store/store.ts';
import type { ForgottenText } from '../store/traces.ts';
import { ParagraphCounts, signature } from './boilerplate.ts';
import { originalsOf } from './copies.ts';
import { DuplicateIndex, type Fingerprint, fingerprint } from './duplicates.ts';
import type { Draft } from './itemLines.ts';
import { redactDraft } from './redactDraft.ts';

/** Adds texts to the store and removes them, one at a time, and counts the results. */
export class StoreUpdater {
  readonly counts = { added: 0, updated: 0, removed: 0, duplicates: 0, redacted: 0 };
  /** Files with an item left out because of one that has since changed or gone. */
  readonly repeats = new Set<string>();
  readonly #store: HistoryStore;
  readonly #named: ReadonlySet<string>;
  readonly #forgottenPlaces = new Map<string, boolean>();
  #index: DuplicateIndex | null = null;
  #paragraphs: ParagraphCounts | null = null;

  /** @param named absolute paths that the user has named this time: what was forgotten may come back from there */
  constructor(store: HistoryStore, named: ReadonlySet<string>) {
    this.#store = store;
    this.#named = named;
  }

  /** Redacts, looks for a duplicate, and stores, unless it is to stay forgotten. */
  keep(draft: Draft, file: string): 'kept' | 'duplicate' | 'forgotten' {
    this.#store.text.deleting(this.counts.updated + this.counts.removed);
    const { item: clean, count } = redactDraft(draft);
    const sha256 = hashOf(clean.text);
    const item = { ...clean, sha256 };
    const old = this.#store.get(item.id);
    const changed = old?.sha256 !== sha256;
    const print = changed || !this.#store.forgotten.isEmpty() ? fingerprint(item.text) : null;
    if (print && this.#isForgotten(item, file, { sha256, bands: print.bands })) {
      if (old) this.remove(item.id);
      return 'forgotten';
    }
    if (changed) this.counts.redacted += count;
    if (!changed || !print) {
      // The text is unchanged, so it is no more a duplicate than before.
      if (this.#store.upsert(item) === 'updated') this.counts.updated++;
      return 'kept';
    }
    const original = this.#original(item.id, sha256, print);
    if (original !== undefined && this.#isCopyOf(original, file)) this.#giveWay(original);
    else if (original !== undefined) {
      this.counts.duplicates++;
      if (old) this.remove(item.id);
      this.#store.files.addDuplicate(item.id, file, original);
      return 'duplicate';
    }
    if (old) this.#noteRepeats(item.id);
    this.#paragraphs ??= ParagraphCounts.of(this.#store);
    const [counts, hashes] = [this.#paragraphs, paragraphHashes(item.text)];
    counts.add(hashes);
    const served = withoutParagraphs(item.text, (hash) => counts.has(hash));
    const what = this.#store.upsert({ ...item, language: languageOf(item.text) }, print.bands, served);
    if (what === 'added') this.counts.added++;
    if (what === 'updated') this.counts.updated++;
    const { seq } = this.#store.get(item.id)!;
    this.#store.paragraphs.set(seq, hashes, signature(hashes, counts));
    this.#duplicates().add(seq, print.bands);
    return 'kept';
  }

  /**
   * Naming a document brings its item back. Naming a list of items brings back what was forgotten with its folder, and
   * says nothing about any single one of them.
   */
  #isForgotten({ id, kind }: Draft, file: string, text: ForgottenText): boolean {
    const { forgotten } = this.#store;
    if (forgotten.isEmpty()) return false;
    if (this.#named.has(file)) {
      if (kind !== 'item') forgotten.liftItem(file, id, text);
      else if (forgotten.hasSource(file, this.#forgottenPlaces)) forgotten.traces.removeText(text, { copies: true });
    }
    return forgotten.hasItem(file, id, text);
  }

  /** The item this text repeats, exactly or nearly. */
  #original(id: string, sha256: string, print: Fingerprint): string | undefined {
    const same = this.#store.getByHash(sha256);
    if (same && same.id !== id) return same.id;
    return this.#duplicates().find(print, id);
  }

  /** Whether the item that a text repeats is in a copy of this file, met before its original. */
  #isCopyOf(id: string, file: string): boolean {
    const source = this.#store.get(id)?.source;
    return source !== undefined && source !== file && originalsOf(source).includes(file);
  }

  /** The original takes the place of its copy, which is read again and found to repeat it. */
  #giveWay(id: string): void {
    this.repeats.add(this.#store.get(id)!.source);
    this.remove(id);
  }

  /** Created when first needed: a run that finds nothing changed never loads it. */
  #duplicates(): DuplicateIndex {
    this.#index ??= new DuplicateIndex(this.#store);
    return this.#index;
  }

  remove(id: string): void {
    this.#store.text.deleting(this.counts.updated + this.counts.removed);
    this.#noteRepeats(id);
    if (this.#store.remove(id)) this.counts.removed++;
  }

  #noteRepeats(id: string): void {
    for (const file of this.#store.files.filesRepeating(id)) this.repeats.add(file);
  }
}
