/** The folder for everything that is kept: models, history, adapters, and an unfinished training. */
import fs from 'node:fs';
import { learntBy, learntKey } from '../adapter/learnt.ts';
import { AdapterStore } from '../adapter/store.ts';
import { asFileError, removeFolder } from '../files/file.ts';
import { type ForgetTarget, forget, isForgetting, noteForgotten } from '../history/forget.ts';
import { asStoreError } from '../history/store/schema.ts';
import { HistoryStore } from '../history/store/store.ts';
import type { BaseModel } from '../model/base.ts';
import { forgetNgrams } from '../ngram/ngramFile.ts';
import { dropProfile } from '../profile/profile.ts';
import { OwnhandError } from '../support/errors.ts';
import { isTraining } from '../train/lock.ts';

import { noted } from './exports.ts';
import { placeIn } from './places.ts';
import { clearHome, removePassing } from './upkeep.ts';

export interface ForgetResult {
  /** Items removed. */
  items: number;
  /** Adapters that have learned from one of them. */
  adaptersToRetrain: string[];
  /** Bytes of the removed texts. */
  bytesFreed: number;
}

export class Home {
  readonly folder: string;
  readonly modelsFolder: string;
  readonly adapters: AdapterStore;
  #store: HistoryStore | undefined;

  /**
   * Creates the folder if necessary, and cleans up what a crash has left in it.
   * @param models folder of the base models, if it is not the one in here
   * @throws OwnhandError `disk`
   */
  constructor(folder: string, models?: string) {
    this.folder = folder;
    this.modelsFolder = models ?? placeIn(folder, 'models');
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        throw new OwnhandError('disk', `"${folder}" is not a folder; choose another place for what Ownhand keeps.`);
      }
      throw asFileError(error, `Making the folder ${folder}`);
    }
    clearHome(folder, this.modelsFolder);
    this.adapters = new AdapterStore(placeIn(folder, 'adapters'));
  }

  get trainingFolder(): string {
    return placeIn(this.folder, 'training');
  }

  /** Folder for the n-grams of the history. */
  get ngramsFolder(): string {
    return placeIn(this.folder, 'ngrams');
  }

  /** Folder for the model for search by meaning. */
  get embeddingsFolder(): string {
    return placeIn(this.folder, 'embeddings');
  }

  /** Whether an adapter is being trained, by any process. */
  get training(): boolean {
    return isTraining(this.trainingFolder);
  }

  /** The history's database, opened when first needed; an interrupted forgetting is finished first. */
  get store(): HistoryStore {
    if (!this.#store) {
      this.#store = HistoryStore.open(placeIn(this.folder, 'history'));
      try {
        if (isForgetting(this.#store)) {
          this.#forgetUnknown(this.#store);
          this.#finishForgetting(this.#store, 0);
        }
      } catch (error) {
        // Another process is reading; a later start does it.
        if (!OwnhandError.is(asStoreError(error))) throw error;
      }
    }
    return this.#store;
  }

  /** Whether the history was found damaged when it was opened, and was replaced by an empty one. */
  get restarted(): boolean {
    return this.#store?.restarted ?? false;
  }

  /** Closes the history for good. */
  close(): void {
    this.#store?.close();
  }

  /**
   * Forgets a document or folder, an item, or everything: store, indexes, measured profile and unfinished training.
   * What adapters have learned stays in them; their names are returned, so that the user can train them again.
   * @throws OwnhandError `bad-input` if there is no such thing, `disk` while another process reads the history
   */
  forget(target: ForgetTarget): ForgetResult {
    const { store } = this;
    const { ids, bytes } = forget(store, target, (gone) => {
      dropProfile(store, { edits: 'all' in target });
      store.forgotten.traces.addLearned(gone.map(learntKey));
    });
    const adaptersToRetrain = this.adapters.forget((record) => record.items > 0 && ids.some(learntBy(record)));
    this.#finishForgetting(store);
    return { items: ids.length, adaptersToRetrain, bytesFreed: bytes };
  }

  /**
   * Imports an exported adapter. One that has learned something forgotten since counts as such, and yields to another.
   */
  importAdapter(folder: string, name: string, base: BaseModel): void {
    this.adapters.import(folder, name, base);
    const present = new Set(this.store.ids().map(learntKey));
    const { traces } = this.store.forgotten;
    this.adapters.forget((record) => {
      return record.name === name && (record.learnt ?? []).some((key) => !present.has(key) && traces.hasLearned(key));
    });
  }

  /** Runs an export into a folder, so that nothing is left there if it is interrupted. */
  exporting<T>(target: string, work: () => T): T {
    return noted(placeIn(this.folder, 'exports'), target, work);
  }

  /** Deletes adapters, unfinished training and leftovers of evaluations, and the models too if asked to. */
  deleteFolders({ models }: { models: boolean }): void {
    for (const { name } of this.adapters.list()) this.adapters.remove(name);
    const own = [this.adapters.folder, this.trainingFolder, this.ngramsFolder, placeIn(this.folder, 'evaluations')];
    for (const folder of models ? [...own, this.modelsFolder, this.embeddingsFolder] : own) removeFolder(folder);
  }

  /** After a crash nobody knows what was forgotten: any learned item that no longer exists may be it. */
  #forgetUnknown(store: HistoryStore): void {
    const present = new Set(store.ids().map(learntKey));
    this.adapters.forget(({ items, learnt }) => items > 0 && !learnt?.every((key) => present.has(key)));
  }

  /** What has to happen after items have gone; each part can be repeated. */
  #finishForgetting(store: HistoryStore, patience?: number): void {
    if (isForgetting(store)) {
      removePassing(this.folder);
      forgetNgrams(this.ngramsFolder, store);
    }
    store.scrub(patience);
    noteForgotten(store);
  }
}
