import fs from 'node:fs';
import path from 'node:path';
import { shippedFolder } from '../../files/shipped.ts';
import { OwnhandError } from '../../support/errors.ts';
import { type BaseModel, listModels } from '../base.ts';
import { type ImportOptions, importModel } from '../import.ts';
import { BUILT_IN_ID, isBuiltInModel } from './builtInId.ts';

/** SHA-256 of media/models/Ownhand-Box-52M.gguf, which `research/box-model` makes. */
const SHA256 = '6eb0a37810aaf6c4def608a3d70e9a0caa620c2d1ab4057def241abb50376ff2';

/** Whether this installation has the built-in model. */
export function hasBuiltInModel(): boolean {
  return builtInFile() !== null;
}

/**
 * Imports the student of SmolLM2-135M-Instruct that comes with Ownhand, unless it is already there. Needs no network.
 * @throws OwnhandError `no-model` if this installation lacks it, and what `importModel` throws
 */
export async function addBuiltInModel(modelsFolder: string, options: ImportOptions = {}): Promise<BaseModel> {
  const present = listModels(modelsFolder).find((model) => isBuiltInModel(model.id));
  if (present) return present;
  const file = builtInFile();
  if (!file) {
    throw new OwnhandError(
      'no-model',
      `This installation holds no ${BUILT_IN_ID}.gguf; install Ownhand again, or add another model.`,
    );
  }
  const named = { id: BUILT_IN_ID, label: 'Ownhand', expectedSha256: SHA256 };
  return importModel({ kind: 'gguf', path: file }, modelsFolder, { ...options, ...named });
}

function builtInFile(): string | null {
  const folder = shippedFolder('models');
  const file = folder && path.join(folder, `${BUILT_IN_ID}.gguf`);
  return file && fs.existsSync(file) ? file : null;
}
