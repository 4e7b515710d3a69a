import { versionOf } from '../files/version.ts';
import { type BaseModel, findModel, listModels, type ModelInfo, modelInfo, removeModel } from '../model/base.ts';
import { parseSource } from '../model/ids.ts';
import { importModel } from '../model/import.ts';
import { addBuiltInModel } from '../model/sources/builtIn.ts';
import { BUILT_IN_SOURCE, isBuiltInModel } from '../model/sources/builtInId.ts';
import { addDefaultModel, findDefaultModel, isDefaultModel } from '../model/sources/default.ts';
import type { Network } from '../model/sources/download.ts';
import { OwnhandError } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';

/** The user's possible ids for the default model. */
const DEFAULT = 'default';

/** The base models of a folder, and which of them is in use. */
export class Models {
  readonly #folder: string;
  readonly #wanted: string | null;
  #current: BaseModel | null = null;
  #seen = '';

  /** @param wanted id of the base model; null for the default one */
  constructor(folder: string, wanted: string | null) {
    this.#folder = folder;
    this.#wanted = wanted;
  }

  /**
   * The base model in use, or null if none has been added. It is asked for on every keystroke, so it is reread only if
   * one was added or removed, by any process.
   */
  current(): BaseModel | null {
    const now = versionOf(this.#folder);
    if (now !== this.#seen) this.#current = null;
    this.#seen = now;
    this.#current ??= this.#find();
    return this.#current;
  }

  /** @throws OwnhandError `no-model` if none has been added */
  need(): BaseModel {
    const base = this.current();
    if (base) return base;
    throw new OwnhandError('no-model', 'There is no base model yet; choose one first.');
  }

  list(): ModelInfo[] {
    return listModels(this.#folder).map(infoOf);
  }

  /** @param source "default", "box", a Hub id, a folder or a .gguf file */
  async add(source: string, call: LongCall & { network?: Network } = {}): Promise<ModelInfo> {
    const added = await this.#add(source, call);
    this.forget();
    return infoOf(added);
  }

  remove(id: string): void {
    removeModel(this.#folder, id);
    this.forget();
  }

  /** Makes the next call look again which model is in use. */
  forget(): void {
    this.#current = null;
  }

  #add(source: string, call: LongCall & { network?: Network }): Promise<BaseModel> {
    if (source === BUILT_IN_SOURCE) return addBuiltInModel(this.#folder, call);
    if (source === DEFAULT || isDefaultModel(source)) return addDefaultModel(this.#folder, call);
    return importModel(parseSource(source), this.#folder, call);
  }

  #find(): BaseModel | null {
    if (this.#wanted !== null) return findModel(this.#folder, this.#wanted);
    const models = listModels(this.#folder);
    // The built-in one only if there is no other.
    return findDefaultModel(this.#folder) ?? models.find(({ id }) => !isBuiltInModel(id)) ?? models[0] ?? null;
  }
}

export function infoOf({ manifest }: BaseModel): ModelInfo {
  return modelInfo(manifest, isDefaultModel(manifest.id));
}
