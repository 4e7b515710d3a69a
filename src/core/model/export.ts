import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import type { BaseModel } from './base.ts';
import { writeSafetensors } from './safetensors.ts';
import { isShifted } from './tensors.ts';

/**
 * Writes a base model as a Hugging Face folder: config, tokenizer, and `model.safetensors` in float32 with exactly the
 * values the graphs compute with, so that other programs load the very same model.
 * @throws OwnhandError `disk` if it cannot be written.
 */
export function exportHuggingFace(base: BaseModel, folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
      fs.copyFileSync(path.join(base.folder, name), path.join(folder, name));
    }
  } catch (error) {
    throw asFileError(error, `Exporting "${base.id}"`);
  }
  const tensors = Object.entries(base.manifest.tensors).map(([name, { shape }]) => ({
    name,
    shape,
    data: () => {
      const values = base.readTensor(name);
      return isShifted(base.manifest.config, name) ? values.map((value) => value - 1) : values;
    },
  }));
  writeSafetensors(path.join(folder, 'model.safetensors'), tensors, { format: 'pt' });
}
