import path from 'node:path';
import type { Eligible } from '../history/store/eligible.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { Network } from '../model/sources/download.ts';
import { OwnhandError } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';
import { DenseIndex, type DenseMatch, type Meaning } from './dense.ts';
import { Embedder } from './embedding/embedder.ts';
import { addEmbeddingModel, findEmbeddingModel } from './embedding/files.ts';
import { searchDense } from './hybrid.ts';
import type { SearchMode } from './modes.ts';
import { type SearchHit, type SearchOptions, search } from './search.ts';

/** Where the store keeps which embedding model is in use. */
const SETTING = 'dense';

interface Opened {
  source: string;
  embedder: Embedder;
  index: DenseIndex;
}

/**
 * Search by meaning in addition to search by words: off until an embedding model is chosen, loaded when first needed.
 */
export class DenseSearch implements Meaning {
  readonly #store: HistoryStore;
  readonly #models: string;
  readonly #threads: number;
  #opened: Promise<Opened> | undefined;

  /** @param models folder of the embedding models */
  constructor(store: HistoryStore, models: string, threads: number) {
    this.#store = store;
    this.#models = models;
    this.#threads = threads;
  }

  /** The embedding model in use: "default", a Hub id or a folder; null if search is by words alone. */
  get source(): string | null {
    return this.#store.getMeta(SETTING) ?? null;
  }

  /**
   * Chooses the embedding model and gets it if necessary; null turns search by meaning off and forgets all vectors.
   * @throws OwnhandError as `addEmbeddingModel` and `Embedder.open` do
   */
  async use(source: string | null, call: LongCall & { network?: Network } = {}): Promise<void> {
    if (source === null) {
      await this.dispose();
      this.#store.setMeta(SETTING, null);
      this.#store.vectors.keepOnly(null);
      return;
    }
    const folder = await addEmbeddingModel(source, this.#models, call);
    // A folder is kept as an absolute path, so that it is found from any current folder.
    const kept = path.dirname(folder) === path.resolve(this.#models) ? source : folder;
    if (kept !== this.source) {
      await this.dispose();
      this.#store.setMeta(SETTING, kept);
    }
  }

  /**
   * Embeds what has been mined since, if search by meaning is on.
   * @returns how many items were embedded
   */
  async update(call: LongCall = {}): Promise<number> {
    if (this.source === null) return 0;
    const { embedder, index } = await this.#open(this.source);
    const embedded = await index.embedMissing(call);
    this.#store.vectors.keepOnly(embedder.id);
    return embedded;
  }

  /**
   * @param options.mode by default, words and meaning together if search by meaning is on
   * @throws OwnhandError `bad-input` for a search by meaning if no model has been chosen
   */
  async search(query: string, { mode, ...options }: SearchOptions & { mode?: SearchMode }): Promise<SearchHit[]> {
    const { source } = this;
    const wanted = mode ?? (source === null ? 'bm25' : 'hybrid');
    if (wanted === 'bm25') return search(this.#store, query, options);
    if (source === null) {
      throw new OwnhandError(
        'bad-input',
        'Search by meaning needs an embedding model; choose one first, or search by words alone.',
      );
    }
    const { index } = await this.#open(source);
    const vector = await index.vectorOf(query);
    return searchDense(this.#store, index, { text: query, vector }, { ...options, mode: wanted });
  }

  /** The items nearest to a query by meaning; none if search by meaning is off. */
  async nearest(query: string, options: Eligible & { k: number }): Promise<DenseMatch[]> {
    if (this.source === null) return [];
    const { index } = await this.#open(this.source);
    return index.nearest(await index.vectorOf(query), options);
  }

  async dispose(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened?.catch(() => undefined))?.embedder.dispose();
  }

  async #open(source: string): Promise<Opened> {
    // Another process may have chosen another model meanwhile.
    const before = await this.#opened?.catch(() => undefined);
    if (before?.source === source) return before;
    await this.dispose();
    this.#opened = this.#load(source);
    return this.#opened;
  }

  async #load(source: string): Promise<Opened> {
    const folder = findEmbeddingModel(source, this.#models);
    if (folder === null) {
      throw new OwnhandError(
        'no-model',
        `The embedding model "${source}" is no longer there; choose one, or search by words alone.`,
      );
    }
    const embedder = await Embedder.open(folder, this.#threads);
    return { source, embedder, index: new DenseIndex(this.#store, embedder) };
  }
}
