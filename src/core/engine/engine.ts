/** The façade over everything below; workers and command talk to this. */

import os from 'node:os';
import { exportAdapter } from '../adapter/export.ts';
import type { Format } from '../adapter/formats.ts';
import type { AdapterInfo } from '../adapter/record.ts';
import type { AdapterStore } from '../adapter/store.ts';
import { loadTaskAdapter } from '../adapter/taskAdapter.ts';
import type { ForgetTarget } from '../history/forget.ts';
import { type HistoryList, listHistory } from '../history/list.ts';
import { type MineCall, type MineResult, mine } from '../history/mining/mine.ts';
import { type ReadFile, readFiles } from '../history/mining/readFiles.ts';
import { findUntagged, type UntaggedNotes } from '../history/mining/untagged.ts';
import type { HistoryStore } from '../history/store/store.ts';
import { type ForgetResult, Home } from '../home/home.ts';
import { infoOf, Models } from '../home/models.ts';
import { type OverviewResult, overviewOf } from '../home/overview.ts';
import type { BaseModel, ModelInfo } from '../model/base.ts';
import type { Network } from '../model/sources/download.ts';
import type { HabitName } from '../profile/habitNames.ts';
import {
  generatedOf,
  hasGenerated,
  loadProfile,
  type ProfileResult,
  saveGenerated,
  saveProse,
  switchHabits,
} from '../profile/profile.ts';
import { DenseSearch } from '../retrieval/denseSearch.ts';
import type { SearchMode } from '../retrieval/modes.ts';
import type { SearchHit } from '../retrieval/search.ts';
import { OwnhandError } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';
import { writeProfile } from '../tasks/profile/write.ts';
import type { Estimate } from '../train/estimate.ts';
import type { TrainResult } from '../train/run.ts';
import type { TrainOptions } from '../train/settings.ts';
import { type DeviceReport, examineDevices } from './devices.ts';
import type { EngineOptions } from './options.ts';
import type { EngineStatus } from './status.ts';
import { discardHere, estimateHere, type TrainCall, trainHere } from './training.ts';
import { Writing } from './writing.ts';

export interface SearchResult {
  hits: SearchHit[];
  ms: number;
}

export class Engine {
  readonly threads: number;
  readonly writing: Writing;
  readonly #options: EngineOptions;
  readonly #home: Home;
  readonly #models: Models;
  #searching: DenseSearch | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.threads = options.threads ?? Math.max(1, Math.min(8, os.availableParallelism()));
    this.#home = new Home(options.home, options.models);
    this.#models = new Models(this.#home.modelsFolder, options.model);
    this.writing = new Writing({
      models: this.#models,
      adapters: this.adapters,
      threads: this.threads,
      ngramsFolder: this.#home.ngramsFolder,
      endpoint: options.endpoint ?? null,
      store: () => this.store,
      meaning: () => this.#search(),
    });
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

  /** Whether the history was found damaged when it was opened, and was replaced by an empty one. */
  get restarted(): boolean {
    return this.#home.restarted;
  }

  async dispose(): Promise<void> {
    await this.writing.stop();
    await this.#searching?.dispose();
    this.#searching = undefined;
    this.#home.close();
  }

  /** Closes the history at once, for a process that ends, so that its log does not look like a crash. */
  closeHistory(): void {
    this.#home.close();
  }

  // ---- base models ----

  /** The base model in use, or null if none has been added. */
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
    await this.writing.stop(id);
    this.#models.remove(id);
  }

  // ---- history, retrieval, profile ----

  /**
   * @param call.dense the embedding model for search by meaning from now on; null to go back to searching by words
   * alone
   */
  async mine(paths: string[], call: MineCall & { dense?: string | null; network?: Network } = {}): Promise<MineResult> {
    if (call.dense !== undefined) await this.#search().use(call.dense, call);
    const result = await mine(this.store, paths, call);
    this.writing.refresh();
    return { ...result, embedded: await this.#search().update(call) };
  }

  /** What mining would store from these files; stores nothing and needs no history. */
  read(paths: string[], call: { named?: boolean; signal?: AbortSignal } = {}): Promise<ReadFile[]> {
    return readFiles(paths, call);
  }

  history(limit: number): HistoryList {
    return listHistory(this.store, limit);
  }

  /** Forgets a document or folder, an item, or everything; see `Home.forget`. */
  forget(target: ForgetTarget): ForgetResult {
    const forgotten = this.#home.forget(target);
    this.writing.refresh();
    return forgotten;
  }

  /**
   * Deletes everything that came from the user's writing: history, profile, adapters and unfinished training.
   * @param models also delete downloaded or imported models
   * @throws OwnhandError `disk` while a training runs, or another process reads the history
   */
  async deleteAll({ models }: { models: boolean }): Promise<ForgetResult> {
    if (this.#home.training) {
      throw new OwnhandError('disk', 'An adapter is being trained; cancel that first, then delete.');
    }
    await this.writing.stop();
    const forgotten = this.forget({ all: true });
    if (models) await this.#search().use(null);
    this.#home.deleteFolders({ models });
    this.#models.forget();
    return { ...forgotten, adaptersToRetrain: [] };
  }

  /** The Markdown documents in some folders that have no tags. */
  untagged(paths: string[], call: LongCall = {}): Promise<UntaggedNotes> {
    return findUntagged(paths, call);
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
   * The profile; measured again and, if it was before or `generate` asks for it, written again by the model.
   * Without `refresh` and `generate` no model is needed and nothing is written.
   */
  async profile(
    { refresh = false, generate = false }: { refresh?: boolean; generate?: boolean },
    signal?: AbortSignal,
  ): Promise<ProfileResult> {
    if (generate || (refresh && hasGenerated(this.store) && this.model())) {
      loadProfile(this.store, { refresh: true });
      const of = generatedOf(this.store);
      const prose = await this.writing.use((writer) => writeProfile(writer, this.store, { signal }), signal);
      saveGenerated(this.store, prose, of);
    } else if (!refresh) return loadProfile(this.store);
    return this.#profileChanged(refresh);
  }

  /** Replaces the profile with the user's own wording, which no refresh undoes; null goes back to what was measured. */
  editProfile(prose: string | null): ProfileResult {
    saveProse(this.store, prose);
    if (prose === null) saveGenerated(this.store, null, generatedOf(this.store));
    return this.#profileChanged();
  }

  /** @param off habits that the profile's prose does not mention from now on */
  switchHabits(off: HabitName[]): ProfileResult {
    switchHabits(this.store, off);
    return this.#profileChanged();
  }

  #profileChanged(refresh = false): ProfileResult {
    this.writing.refresh();
    return loadProfile(this.store, { refresh });
  }

  // ---- training and adapters ----

  train(options: TrainOptions, call: TrainCall = {}): Promise<TrainResult> {
    return trainHere(options, this.#trainingParts(), call);
  }

  estimateTraining(options: TrainOptions, call: TrainCall = {}): Promise<Estimate> {
    return estimateHere(options, this.#trainingParts(), call);
  }

  #trainingParts() {
    const { device } = this.#options;
    const { adapters, store, threads } = this;
    const place = { store, adapters, threads, device, base: this.#models.need(), meaning: this.#search() };
    return { ...place, folder: this.#home.trainingFolder };
  }

  /** Throws away what a stopped run has learned. */
  discardTraining(): void {
    discardHere(this.#home);
  }

  /** @param version of the adapter, by the time it was made; the current one by default */
  useAdapter(name: string | null, version?: string): AdapterInfo[] {
    if (name !== null && version !== undefined) this.adapters.goBack(name, version);
    if (name !== null) this.adapters.load(name, this.#models.need());
    this.adapters.use(name);
    this.writing.refresh();
    return this.adapters.list();
  }

  importAdapter(folder: string, name: string): AdapterInfo[] {
    this.#home.importAdapter(folder, name, this.#models.need());
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
    this.writing.refresh();
    return this.adapters.list();
  }

  /** Tries each device; reads nothing that belongs to the user, and opens no connection. */
  devices(): Promise<DeviceReport[]> {
    return examineDevices(this.model(), this.threads);
  }

  status(): EngineStatus {
    const base = this.model();
    const { endpointProblem } = this.writing;
    const { device } = this.#options;
    return {
      home: this.home,
      model: base && infoOf(base),
      history: this.store.totals(),
      ...(this.restarted && { restarted: true }),
      ...(endpointProblem !== undefined && { endpointProblem }),
      adapter: this.adapters.active(),
      training: this.#home.training,
      device: device === 'auto' ? 'cpu' : device,
    };
  }

  overview(): OverviewResult {
    const { home, modelsFolder, store, adapters } = this;
    return overviewOf({ home, modelsFolder, store, adapters, base: this.model() });
  }
}
