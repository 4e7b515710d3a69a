import type { Scale } from '../adapter/heldout.ts';
import type { AdapterLayout } from '../adapter/layout.ts';
import type { AdapterStore } from '../adapter/store.ts';
import { loadTaskAdapter } from '../adapter/taskAdapter.ts';
import { Decoder } from '../generate/decoder.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { BaseModel } from '../model/base.ts';
import { isBuiltInModel } from '../model/sources/builtInId.ts';
import { isDefaultModel } from '../model/sources/default.ts';
import { ADAPTED_NGRAM_WEIGHTS } from '../ngram/defaults.ts';
import { KeptNgrams } from '../ngram/keptNgrams.ts';
import { asNgramWeights, keptNgramWeights } from '../ngram/keptWeights.ts';
import { loadProfile } from '../profile/profile.ts';
import type { Meaning } from '../retrieval/dense.ts';
import { OwnhandError } from '../support/errors.ts';
import { CHAT_TOKENS } from '../tasks/chat/limits.ts';
import { asCalibration, Calibration, USUAL, USUAL_ADAPTED } from '../tasks/complete/calibration.ts';
import { knownWords } from '../tasks/complete/knownWords.ts';
import { PromptReader } from '../tasks/complete/promptReader.ts';
import { ngramsOf } from '../tasks/ngramsOf.ts';
import { Prompter } from '../tasks/prompter.ts';
import { asTagWeights, keptTagWeights } from '../tasks/tags/keptWeights.ts';
import { PERSONAL_TAG_WEIGHTS } from '../tasks/tags/weights.ts';
import { EARLIER_TITLES } from '../tasks/titles/titles.ts';
import type { WritingModel } from '../tasks/writingModel.ts';
import { shareIn } from '../train/strength.ts';

/** This many notes in a language show that the user writes in it. */
const ENOUGH_IN_A_LANGUAGE = 3;
/** Longest prompt and answer together, in tokens. */
const CONTEXT = CHAT_TOKENS.input + CHAT_TOKENS.output;

/** What a model serves with. */
export interface ServingPlace {
  base: BaseModel;
  store: HistoryStore;
  adapters: AdapterStore;
  meaning: Meaning;
  threads: number;
  /** Folder for the n-grams of the history. */
  ngramsFolder: string;
}

/**
 * The model that serves, loaded when first needed and kept; the adapter can be swapped without reloading it.
 * It runs one call at a time, in the order in which they came.
 */
export class Serving {
  readonly #base: BaseModel;
  readonly #store: HistoryStore;
  readonly #adapters: AdapterStore;
  readonly #threads: number;
  readonly #meaning: Meaning;
  readonly #ngramsFolder: string;
  #decoder: Decoder | undefined;
  #writer: WritingModel | undefined;
  #prompter: Prompter | undefined;
  #ngrams: KeptNgrams | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #ahead = new AbortController();
  /** The state of adapters and history that the data in memory was made from. */
  #version = '';

  constructor({ base, store, adapters, meaning, threads, ngramsFolder }: ServingPlace) {
    this.#base = base;
    this.#store = store;
    this.#adapters = adapters;
    this.#threads = threads;
    this.#meaning = meaning;
    this.#ngramsFolder = ngramsFolder;
  }

  /** Runs `work` with the model once all earlier work is done, unless it was cancelled meanwhile. */
  use<T>(work: (writer: WritingModel) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.#ahead.abort();
    this.#lookAround();
    const result = this.#queue.then(async () => {
      if (signal?.aborted) throw new OwnhandError('cancelled', 'Stopped before it started.');
      this.#writer ??= await this.#open();
      await this.#ngrams?.ready();
      return work(this.#writer);
    });
    const ahead = new AbortController();
    this.#ahead = ahead;
    // After the answer, and interrupted by whatever is asked next.
    this.#queue = result.then(() => this.#readAhead(ahead.signal)).catch(() => undefined);
    return result;
  }

  async #readAhead(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#writer?.reading?.readAhead(signal);
  }

  /** Another window or command may have changed what is in use. */
  #lookAround(): void {
    const now = `${this.#adapters.version} ${this.#store.text.writtenElsewhere}`;
    if (now !== this.#version && this.#version !== '') this.refresh();
    this.#version = now;
  }

  /** The prompter, which needs no model. */
  async prompter(): Promise<Prompter> {
    this.#lookAround();
    const tokenizer = await this.#base.tokenizer();
    this.#prompter ??= new Prompter(this.#store, tokenizer, {
      profile: loadProfile(this.#store).prose,
      retrieval: true,
      meaning: this.#meaning,
    });
    return this.#prompter;
  }

  /** Called when adapter, history or profile have changed: prompts and states are made again. */
  refresh(): void {
    this.#ahead.abort();
    this.#prompter = undefined;
    this.#queue = this.#queue.then(() => {
      this.#writer = undefined;
    });
  }

  async dispose(): Promise<void> {
    this.#ahead.abort();
    await this.#queue;
    await this.#ngrams?.close();
    await this.#decoder?.dispose();
    this.#decoder = undefined;
    this.#writer = undefined;
  }

  /** The models that Ownhand chooses know English; for any other, the user knows better. */
  #languages(): Set<string> | undefined {
    const { id } = this.#base;
    if (!isBuiltInModel(id) && !isDefaultModel(id)) return undefined;
    return new Set(['en', ...this.#store.counts.languages(ENOUGH_IN_A_LANGUAGE)]);
  }

  async #open(): Promise<WritingModel> {
    const name = this.#adapters.active();
    const task = await loadTaskAdapter(this.#base);
    const personal = name === null ? null : this.#adapters.loadStacked(name, this.#base, task);
    const adapter = personal ?? task;
    if (!this.#decoder || !sameLayout(this.#decoder.layout, adapter?.layout ?? null)) {
      await this.#decoder?.dispose();
      this.#decoder = undefined;
      const options = { context: CONTEXT, threads: this.#threads, device: 'cpu' } as const;
      this.#decoder = await Decoder.open(this.#base, adapter?.layout ?? null, options);
    }
    const decoder = this.#decoder;
    const tokenizer = await this.#base.tokenizer();
    const { habits } = loadProfile(this.#store);
    const record = name === null ? null : this.#adapters.record(name);
    // Each task has the strength that held-out writing chose for it. Each distinct share is packed once.
    const vectors = new Map<number, Float32Array>(personal ? [[1, personal.vector]] : []);
    const share = (task: keyof Scale) => (record ? shareIn(record, task) : 1);
    const vectorFor = (task: keyof Scale) => {
      if (!personal) return adapter?.vector ?? null;
      const vector = vectors.get(share(task)) ?? personal.at(share(task));
      vectors.set(share(task), vector);
      return vector;
    };
    const state = (task: keyof Scale = 'text') => decoder.newState(vectorFor(task));
    this.#ngrams ??= await KeptNgrams.open(this.#ngramsFolder, this.#store, this.#base);
    const kept = this.#ngrams;
    const weights =
      record && share('text') > 0
        ? (asNgramWeights(record.ngram) ?? ADAPTED_NGRAM_WEIGHTS)
        : keptNgramWeights(this.#store);
    return {
      decoder,
      tokenizer,
      prompter: await this.prompter(),
      ngrams: ngramsOf(() => kept.index, weights, this.#store, tokenizer),
      states: { complete: state(), title: state('title'), tags: state('tags') },
      reading: new PromptReader(decoder, [state(), state()]),
      chat: state(),
      plain: personal ? decoder.newState(personal.plain) : undefined,
      tagWeights:
        record === null || share('tags') === 0
          ? keptTagWeights(this.#store)
          : (asTagWeights(record.tagWeights) ?? PERSONAL_TAG_WEIGHTS),
      titleHabits: habits.title,
      earlierTitles: this.#store.list({ limit: EARLIER_TITLES, order: 'newest' }).map(({ title }) => title),
      usedTags: habits.tags,
      languages: this.#languages(),
      knowsWord: knownWords(this.#store, tokenizer),
      calibration: new Calibration(
        record && share('text') > 0 ? (asCalibration(record.calibration) ?? USUAL_ADAPTED) : USUAL,
      ),
    };
  }
}

/** Including the slices: some ranks of a stack are left out of the graph. */
function sameLayout(a: AdapterLayout | null, b: AdapterLayout | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
