import fs from 'node:fs';
import path from 'node:path';
import { asFileError, checkSpace } from '../files/file.ts';
import { sha256OfFile } from '../files/hash.ts';
import { clearLeftovers, replaceFolder, unfinished } from '../files/leftovers.ts';
import { OwnhandError, throwIfCancelled } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';
import { BaseModel } from './base.ts';
import { type Checkpoint, openFolderCheckpoint, openGgufCheckpoint } from './checkpoint.ts';
import { folderName, idOf, type ModelSource } from './ids.ts';
import type { Manifest } from './manifest.ts';
import { downloadFromHub, type HubOptions } from './sources/hub.ts';
import { expectedTensors } from './tensors.ts';
import { Tokenizer } from './tokenizer/tokenizer.ts';
import { type Precision, weightsSize, writeWeights } from './weights.ts';

export interface ImportOptions extends LongCall, HubOptions {
  /** How matrices are stored; 8 bits by default. Norms and biases are always float32. */
  precision?: Precision;
  /** The SHA-256 (hex) required of the .gguf file, or of a folder's single model.safetensors. */
  expectedSha256?: string;
  /** Id for the model, instead of its Hub id or the name of its file. */
  id?: string;
  /** Its source for the manifest, instead of its Hub id or path. */
  label?: string;
}

/**
 * Imports a base model: reads the source, lays the weights out, and moves the finished folder into place in one step. A
 * failure leaves nothing behind but an unfinished download, which the next attempt continues.
 * A model of the same id is replaced.
 * @throws OwnhandError `bad-model`, `bad-input`, `network`, `disk` or `cancelled`, each one clear sentence.
 */
export async function importModel(
  source: ModelSource,
  modelsFolder: string,
  options: ImportOptions = {},
): Promise<BaseModel> {
  const id = options.id ?? idOf(source);
  const target = path.join(modelsFolder, folderName(id));
  const temporary = unfinished(target);
  throwIfCancelled(options.signal);
  try {
    fs.mkdirSync(modelsFolder, { recursive: true });
    clearLeftovers(modelsFolder);
    if (source.kind === 'hub') {
      const download = await downloadFromHub(source, path.join(modelsFolder, '.downloads'), options);
      const label = options.label ?? `${source.id}@${download.commit}`;
      const model = await importLocal({ kind: 'folder', path: download.folder }, target, temporary, {
        ...options,
        id,
        label,
      });
      fs.rmSync(download.folder, { recursive: true, force: true });
      return model;
    }
    return await importLocal(source, target, temporary, { ...options, id, label: options.label ?? source.path });
  } catch (error) {
    throw asFileError(error, `Importing "${id}"`);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function importLocal(
  source: Exclude<ModelSource, { kind: 'hub' }>,
  target: string,
  temporary: string,
  options: ImportOptions & { id: string; label: string },
): Promise<BaseModel> {
  await checkHash(source, options);
  const checkpoint = source.kind === 'gguf' ? openGgufCheckpoint(source.path) : openFolderCheckpoint(source.path);
  try {
    await layOut(checkpoint, temporary, options);
  } finally {
    checkpoint.close();
  }
  BaseModel.open(temporary);
  replaceFolder(temporary, target);
  return BaseModel.open(target);
}

async function checkHash(
  source: Exclude<ModelSource, { kind: 'hub' }>,
  { expectedSha256, signal, onProgress }: ImportOptions,
): Promise<void> {
  if (!expectedSha256) return;
  const file = source.kind === 'gguf' ? source.path : path.join(source.path, 'model.safetensors');
  if ((await sha256OfFile(file, { signal, onProgress })) !== expectedSha256.toLowerCase()) {
    throw new OwnhandError(
      'bad-model',
      `${path.basename(file)} does not have the expected hash, so it is damaged or another file; get it again.`,
    );
  }
}

async function layOut(
  checkpoint: Checkpoint,
  folder: string,
  options: ImportOptions & { id: string; label: string },
): Promise<void> {
  const { config, tensors } = checkpoint;
  const precision = options.precision ?? 'q8';
  // A tokenizer that cannot work is refused before the long part begins.
  await Tokenizer.create(checkpoint.tokenizer, checkpoint.tokenizerConfig);
  const shapes = expectedTensors(config);
  checkSpace(path.dirname(folder), weightsSize(shapes.values(), precision));
  fs.mkdirSync(folder);
  const ordered = [...shapes.keys()].map(
    (name) => [name, tensors.get(name)!] as [string, NonNullable<ReturnType<typeof tensors.get>>],
  );
  const weights = await writeWeights(path.join(folder, 'weights.bin'), ordered, precision, options);
  const manifest: Manifest = { version: 1, id: options.id, source: options.label, config, ...weights };
  const files = {
    'config.json': checkpoint.configJson,
    'tokenizer.json': checkpoint.tokenizer,
    'tokenizer_config.json': checkpoint.tokenizerConfig,
    'model.json': manifest,
  };
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), JSON.stringify(content, null, name === 'tokenizer.json' ? 0 : 2), {
      flush: true,
    });
  }
}
