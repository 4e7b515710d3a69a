/** The one façade over everything below it; the workers and the command speak to this. */
import os from 'node:os';
import { asSystem } from '../../evaluate/asSystem.ts';
import { exportAdapter } from '../adapter/export.ts';
import type { Format } from '../adapter/formats.ts';
import type { AdapterStore } from '../adapter/store.ts';
import { loadTaskAdapter } from '../adapter/taskAdapter.ts';
import type { Device } from '../graph/runtime.ts';
import type { ForgetTarget } from '../history/forget.ts';
import { type MineCall, mine } from '../history/mining/mine.ts';
import { readFiles } from '../history/mining/readFiles.ts';
import { findUntagged } from '../history/mining/untagged.ts';
import type { HistoryStore } from '../history/store/store.ts';
import { Home } from '../home/home.ts';
import { infoOf, Models } from '../home/models.ts';
import { overviewOf } from '../home/overview.ts';
import type { BaseModel } from '../model/base.ts';
import type { Network } from '../model/sources/download.ts';
import type { ChatMessage } from '../model/tokenizer/tokenizer.ts';
import { hasGenerated, loadProfile, saveGenerated, saveProse, switchHabits } from '../profile/profile.ts';
import { documentOf } from '../readers/document.ts';
import { DenseSearch } from '../retrieval/denseSearch.ts';
import type { SearchMode } from '../retrieval/hybrid.ts';
import { OwnhandError } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';
import { chat } from '../tasks/chat/chat.ts';
import { complete } from '../tasks/complete/complete.ts';
import { completeAtEndpoint } from '../tasks/complete/completeAtEndpoint.ts';
import { type Endpoint, endpointAt } from '../tasks/complete/endpoint.ts';
import { writeProfile } from '../tasks/profile/write.ts';
import { rewrite } from '../tasks/rewrite/rewrite.ts';
import { ownTags } from '../tasks/tags/ownTags.ts';
import { suggestTags } from '../tasks/tags/tags.ts';
import { suggestTitles } from '../tasks/titles/titles.ts';
import { removeCheckpoint } from '../train/checkpoint.ts';
import { onDevice } from '../train/deviceChoice.ts';
import type { Hold } from '../train/hold.ts';
import { lockTraining } from '../train/lock.ts';
import { trainAdapter } from '../train/run.ts';
import type { AdapterInfo, TrainOptions, TrainProgress, TrainResult } from '../train/types.ts';
import type {
  ChatResult,
  CompleteParams,
  CompleteResult,
  EngineStatus,
  ForgetResult,
  HabitName,
  HistoryList,
  MineResult,
  ModelInfo,
  OverviewResult,
  ProfileResult,
  ReadFile,
  RewriteResult,
  SearchResult,
  TagsResult,
  TitlesResult,
} from '../types.ts';
import { type DeviceReport, examineDevices } from './devices.ts';
import { Serving } from './serving.ts';

export interface EngineOptions {
  /** Folder of everything that is kept. */
  home: string;
  /** Folder of the base models, where it is not the one in `home`. */
  models?: string;
  /** Base model id; null for the default one. */
  model: string | null;
  device: 'auto' | Device;
  /** Threads of the model's computations; null for one per core. */
  threads: number | null;
  /** Address of a server on this machine that completes in the engine's place; see `Endpoint`. */
  endpoint?: string | null;
}

export class Engine {
  readonly threads: number;
  readonly #options: EngineOptions;
  readonly #home: Home;
  readonly #models: Models;
  #serving: { base: BaseModel; serving: Serving } | undefined;
  #searching: DenseSearch | undefined;
  /** Where the address is none that may be asked, why: all but suggestions works on. */
  readonly #endpoint: Endpoint | OwnhandError | null;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint ? endpointAt(options.endpoint) : null;
    this.threads = options.threads ?? Math.max(1, Math.min(8, os.availableParallelism()));
    this.#home = new Home(options.home, options.models);
    this.#models = new Models(this.#home.modelsFolder, options.model);
  }

  get home(): string {
    return this.#home.folder;
  }

  get modelsFolder(): string {
    return this.#home.modelsFolder;
  }

  get adapters(): AdapterStore {
    return this.#home.adapters;
  }

  /** The history's database; see `Home.store`. */
  get store(): HistoryStore {
    return this.#home.store;
  }

  /** Whether the history was damaged when it was opened, if it was. */
  get restarted(): boolean {
    return this.#home.restarted;
  }

  async dispose(): Promise<void> {
    await this.#stopServing();
    await this.#searching?.dispose();
    this.#searching = undefined;
    this.#home.close();
  }

  /** Closes the history at once, for a process that ends: its log is then no sign of a crash. */
  closeHistory(): void {
    this.#home.close();
  }

  // ---- base models ----

  /** The base model in use, or null where none has been added. */
  model(): BaseModel | null {
    return this.#models.current();
  }

  models(): ModelInfo[] {
    return this.#models.list();
  }

  /** @param source "default", a Hub id, a folder or a .gguf file */
  addModel(source: string, call: LongCall & { network?: Network } = {}): Promise<ModelInfo> {
    return this.#models.add(source, call);
  }

  async removeModel(id: string): Promise<void> {
    if (this.#serving?.base.id === id) await this.#stopServing();
    this.#models.remove(id);
  }

  // ---- history, retrieval, profile ----

  /** @param call.dense the embedding model for search by meaning from now on; null to search by words alone again */
  async mine(paths: string[], call: MineCall & { dense?: string | null; network?: Network } = {}): Promise<MineResult> {
    if (call.dense !== undefined) await this.#search().use(call.dense, call);
    const result = await mine(this.store, paths, call);
    this.#serving?.serving.refresh();
    return { ...result, embedded: await this.#search().update(call) };
  }

  /** What mining would store of these files; nothing is stored, and no history is needed. */
  read(paths: string[], call: { named?: boolean; signal?: AbortSignal } = {}): Promise<ReadFile[]> {
    return readFiles(paths, call);
  }

  history(limit: number): HistoryList {
    const items = this.store
      .list({ limit, order: 'newest' })
      .map(({ id, source, date, title, tags, bytes, language }) => ({
        id,
        source,
        date,
        title,
        tags,
        bytes,
        language,
      }));
    return { items, total: this.store.count() };
  }

  /** Forgets a document or folder, an item, or everything; see `Home.forget`. */
  forget(target: ForgetTarget): ForgetResult {
    const forgotten = this.#home.forget(target);
    this.#serving?.serving.refresh();
    return forgotten;
  }

  /**
   * Deletes everything that came from the user's writing: history, profile, adapters and unfinished training.
   * @param models delete the models that were downloaded or imported too
   * @throws OwnhandError `disk` while a training runs, or another process reads the history
   */
  async deleteAll({ models }: { models: boolean }): Promise<ForgetResult> {
    if (this.#home.training) {
      throw new OwnhandError('disk', 'An adapter is being trained; cancel that first, then delete.');
    }
    await this.#stopServing();
    const forgotten = this.forget({ all: true });
    if (models) await this.#search().use(null);
    this.#home.deleteFolders({ models });
    this.#models.forget();
    return { ...forgotten, adaptersToRetrain: [] };
  }

  async search(query: string, options: { k: number; before?: string; mode?: SearchMode }): Promise<SearchResult> {
    const started = performance.now();
    const hits = await this.#search().search(query, options);
    return { hits, ms: performance.now() - started };
  }

  #search(): DenseSearch {
    this.#searching ??= new DenseSearch(this.store, this.#home.embeddingsFolder, this.threads);
    return this.#searching;
  }

  /**
   * The profile; measured again and, where it was before or `generate` asks for it, written again by the model.
   * Without `refresh` and `generate` no model is needed and nothing is written.
   */
  async profile(
    { refresh = false, generate = false }: { refresh?: boolean; generate?: boolean },
    signal?: AbortSignal,
  ): Promise<ProfileResult> {
    if (generate || (refresh && hasGenerated(this.store) && this.model())) {
      loadProfile(this.store, { refresh: true });
      saveGenerated(
        this.store,
        await this.#serve().use((writer) => writeProfile(writer, this.store, { signal }), signal),
      );
    } else if (!refresh) return loadProfile(this.store);
    return this.#profileChanged(refresh);
  }

  /** Puts the user's own wording in the profile's place, which no refresh undoes; null goes back to what was measured. */
  editProfile(prose: string | null): ProfileResult {
    saveProse(this.store, prose);
    if (prose === null) saveGenerated(this.store, null);
    return this.#profileChanged();
  }

  /** @param off habits that the profile's prose does not speak of from now on */
  switchHabits(off: HabitName[]): ProfileResult {
    switchHabits(this.store, off);
    return this.#profileChanged();
  }

  #profileChanged(refresh = false): ProfileResult {
    this.#serving?.serving.refresh();
    return loadProfile(this.store, { refresh });
  }

  // ---- writing ----

  async complete(params: CompleteParams, signal?: AbortSignal): Promise<CompleteResult> {
    const { system } = params;
    const endpoint = this.#endpoint;
    if (endpoint && system === undefined) {
      if (OwnhandError.is(endpoint)) throw endpoint;
      const serving = this.#serve();
      const model = this.adapters.active() ?? this.#models.need().id;
      return completeAtEndpoint({ endpoint, model, prompter: await serving.prompter() }, params, signal);
    }
    return this.#serve().use(
      (writer) => complete(system === undefined ? writer : asSystem(writer, system), params, signal),
      signal,
    );
  }

  titles(text: string, n: number, source?: string, signal?: AbortSignal): Promise<TitlesResult> {
    const { body } = documentOf(text);
    return this.#serve().use((writer) => suggestTitles(writer, body, n, { source }, signal), signal);
  }

  tags(text: string, n: number, source?: string, signal?: AbortSignal): Promise<TagsResult> {
    const { title, body } = documentOf(text);
    const { tags } = loadProfile(this.store).habits;
    return this.#serve().use(
      (writer) => suggestTags(writer, { text: body, title }, tags, n, { source }, signal),
      signal,
    );
  }

  /** The user's own tags as they fit a text, ranked without the model: quick, and there before any model is. */
  ownTags(text: string, n: number, source?: string): Promise<TagsResult> {
    const { title, body } = documentOf(text);
    return ownTags(this.store, { text: body, title }, n, { source });
  }

  /** Paths of the Markdown documents below some folders that have no tags. */
  untagged(paths: string[], call: LongCall = {}): Promise<string[]> {
    return findUntagged(paths, call);
  }

  /** Says a text in the user's own way; `reason` says why nothing was changed. */
  rewrite(text: string, source?: string, signal?: AbortSignal): Promise<RewriteResult> {
    return this.#serve().use((writer) => rewrite(writer, text, { source }, signal), signal);
  }

  /** Answers a conversation; `onText` gets the answer piece by piece. */
  chat(messages: readonly ChatMessage[], onText?: (piece: string) => void, signal?: AbortSignal): Promise<ChatResult> {
    return this.#serve().use((writer) => chat(writer, messages, { onText }, signal), signal);
  }

  /** How many tokens of the base model a text is. */
  async countTokens(text: string): Promise<number> {
    return (await this.#models.need().tokenizer()).encode(text).length;
  }

  // ---- training and adapters ----

  async train(
    options: TrainOptions,
    call: {
      onProgress?: (progress: TrainProgress) => void;
      signal?: AbortSignal;
      hold?: Hold;
      watch?: boolean;
    } = {},
  ): Promise<TrainResult> {
    const { device } = this.#options;
    const base = this.#models.need();
    const { trainingFolder: folder } = this.#home;
    const release = lockTraining(folder);
    try {
      // Hours are not spent on weights that are no longer those an adapter will name as its base.
      await base.verify({ signal: call.signal });
      const under = await loadTaskAdapter(base);
      return await onDevice(device, { base, threads: this.threads, folder }, (choice) =>
        trainAdapter(options, {
          base,
          under,
          store: this.store,
          adapters: this.adapters,
          folder,
          threads: this.threads,
          meaning: this.#search(),
          ...choice,
          ...call,
        }),
      );
    } finally {
      release();
    }
  }

  /** Throws away what a run that was stopped has learnt. */
  discardTraining(): void {
    if (this.#home.training) {
      throw new OwnhandError('disk', 'Another window is training; what it has learnt is for it to discard.');
    }
    removeCheckpoint(this.#home.trainingFolder);
  }

  useAdapter(name: string | null): AdapterInfo[] {
    if (name !== null) this.adapters.load(name, this.#models.need());
    this.adapters.use(name);
    this.#serving?.serving.refresh();
    return this.adapters.list();
  }

  importAdapter(folder: string, name: string): AdapterInfo[] {
    this.adapters.import(folder, name, this.#models.need());
    return this.adapters.list();
  }

  /** Exports an adapter into a new folder. @returns the folder, or the file in it */
  async exportAdapter(name: string, folder: string, format: Format = 'peft'): Promise<string> {
    const base = this.#models.need();
    const task = await loadTaskAdapter(base);
    return this.#home.exporting(folder, () => exportAdapter(this.adapters, name, folder, format, { base, task }));
  }

  removeAdapter(name: string): AdapterInfo[] {
    this.adapters.remove(name);
    this.#serving?.serving.refresh();
    return this.adapters.list();
  }

  /** Tries each device; nothing of the user's is read, and no connection opened. */
  devices(): Promise<DeviceReport[]> {
    return examineDevices(this.model(), this.threads);
  }

  status(): EngineStatus {
    const base = this.model();
    return {
      home: this.home,
      model: base && infoOf(base),
      history: this.store.totals(),
      ...(this.restarted && { restarted: true }),
      ...(OwnhandError.is(this.#endpoint) && { endpointProblem: this.#endpoint.message }),
      adapter: this.adapters.active(),
      training: this.#home.training,
      device: this.#options.device === 'auto' ? 'cpu' : this.#options.device,
    };
  }

  overview(): OverviewResult {
    const { home, modelsFolder, store, adapters } = this;
    return overviewOf({ home, modelsFolder, store, adapters, base: this.model() });
  }

  async #stopServing(): Promise<void> {
    const stopping = this.#serving?.serving;
    this.#serving = undefined;
    await stopping?.dispose();
  }

  #serve(): Serving {
    const base = this.#models.need();
    if (this.#serving?.base.manifest.sha256 !== base.manifest.sha256) {
      void this.#serving?.serving.dispose();
      const { store, adapters, threads } = this;
      const place = { base, store, adapters, threads, meaning: this.#search(), ngramsFolder: this.#home.ngramsFolder };
      this.#serving = { base, serving: new Serving(place) };
    }
    return this.#serving.serving;
  }
}
