import fs from 'node:fs';
import path from 'node:path';
import { asFileError, RandomFile } from '../files/file.ts';
import { sha256OfFile } from '../files/hash.ts';
import { discard } from '../files/leftovers.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';

import { folderName } from './ids.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './manifestFile.ts';
import { dequantizeQ8 } from './quantize.ts';
import { FLOAT_DECODERS } from './tensor.ts';
import { Tokenizer } from './tokenizer/tokenizer.ts';
import type { Json } from './tokenizer/tokenizerJson.ts';

export interface ModelInfo {
  id: string;
  source: string;
  architecture: string;
  parameters: number;
  bytes: number;
  sha256: string;
  default: boolean;
}

/** An imported base model: a folder as described in `manifest.ts`. Never changed once it is there. */
export class BaseModel {
  readonly folder: string;
  readonly manifest: Manifest;
  #tokenizer: Promise<Tokenizer> | undefined;

  private constructor(folder: string, manifest: Manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /** @throws OwnhandError `no-model` if the folder has none, `bad-model` if it is damaged. */
  static open(folder: string): BaseModel {
    return new BaseModel(folder, readManifest(folder));
  }

  get id(): string {
    return this.manifest.id;
  }

  get weightsPath(): string {
    return path.join(this.folder, 'weights.bin');
  }

  /** The model's tokenizer; created once. @throws OwnhandError `bad-model` if its files are damaged. */
  tokenizer(): Promise<Tokenizer> {
    this.#tokenizer ??= Tokenizer.create(
      this.readJson('tokenizer.json'),
      this.readJson('tokenizer_config.json'),
      this.manifest.config.eosTokenIds,
    );
    return this.#tokenizer;
  }

  /** One of the model's JSON files: `config.json`, `tokenizer.json`, `tokenizer_config.json`. */
  readJson(name: string): Json {
    try {
      return JSON.parse(fs.readFileSync(path.join(this.folder, name), 'utf8'));
    } catch (error) {
      throw new OwnhandError('bad-model', `${name} of the model "${this.id}" is damaged; remove it and add it again.`, {
        cause: error,
      });
    }
  }

  /**
   * A tensor as float32, row-major, dequantized if it is stored in 8 bits: exactly the values the graphs use.
   * @throws OwnhandError `internal` for a name the model does not have, `bad-model` if the file is cut short.
   */
  readTensor(name: string): Float32Array {
    const stored = this.manifest.tensors[name];
    if (!stored) throw new OwnhandError('internal', `The model "${this.id}" has no tensor "${name}".`);
    const file = RandomFile.open(this.weightsPath);
    try {
      const data = file.read(stored.offset, stored.length);
      if (stored.dtype === 'f32') return FLOAT_DECODERS.F32(data, stored.length / 4);
      const scales = FLOAT_DECODERS.F32(file.read(stored.scalesOffset, stored.scalesLength), stored.scalesLength / 4);
      return dequantizeQ8({ data, scales }, stored.block);
    } finally {
      file.close();
    }
  }

  /**
   * Hashes the weights again.
   * @throws OwnhandError `bad-model` if they are not what was imported.
   */
  async verify(call: LongCall = {}): Promise<void> {
    if ((await sha256OfFile(this.weightsPath, call)) !== this.manifest.sha256) {
      throw new OwnhandError(
        'bad-model',
        `The weights of "${this.id}" have changed on disk; remove the model and add it again.`,
      );
    }
  }
}

/** All imported models of a models folder, by id. Folders without an intact model are skipped. */
export function listModels(modelsFolder: string): BaseModel[] {
  if (!fs.existsSync(modelsFolder)) return [];
  return fs
    .readdirSync(modelsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap((entry) => {
      try {
        return [BaseModel.open(path.join(modelsFolder, entry.name))];
      } catch {
        return [];
      }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The imported model of this id.
 * @throws OwnhandError `no-model` if there is none, `bad-model` if it is damaged.
 */
export function findModel(modelsFolder: string, id: string): BaseModel {
  const folder = path.join(modelsFolder, folderName(id));
  if (fs.existsSync(folder)) {
    const model = BaseModel.open(folder);
    if (model.id === id) return model;
  }
  throw new OwnhandError(
    'no-model',
    `There is no model "${quoted(id)}" here; add it first, or list the models you have.`,
  );
}

/**
 * Deletes an imported model, damaged or not.
 * @throws OwnhandError `no-model` if there is none of this id, `disk` if a file is in use.
 */
export function removeModel(modelsFolder: string, id: string): void {
  const folder = path.join(modelsFolder, folderName(id));
  if (!fs.existsSync(folder)) {
    throw new OwnhandError('no-model', `There is no model "${quoted(id)}" here; list the models you have.`);
  }
  try {
    discard(folder);
  } catch (error) {
    throw asFileError(error, `Removing the model "${id}"`);
  }
}

/** What is shown of a model. */
export function modelInfo(manifest: Manifest, isDefault: boolean): ModelInfo {
  const { id, source, config, parameters, bytes, sha256 } = manifest;
  return { id, source, architecture: config.architecture, parameters, bytes, sha256, default: isDefault };
}
