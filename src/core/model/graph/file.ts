import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../file.ts';

/**
 * Puts a graph beside its weights, where ONNX Runtime looks for them, unless it is there already.
 * @returns path of the `.onnx` file, named by its content
 */
export function graphFile(folder: string, kind: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const file = path.join(folder, `${kind}-${hash}.onnx`);
  if (fs.existsSync(file)) return file;
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    fs.writeFileSync(temporary, bytes, { mode: 0o600 });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw asFileError(error, 'Preparing the model');
  }
  return file;
}
