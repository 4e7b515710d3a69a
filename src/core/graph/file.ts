import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import { unfinished } from '../files/leftovers.ts';

/** How many graphs of one kind are kept; sizes of training batches differ from history to history. */
const KEPT = 6;

/**
 * Puts a graph next to its weights, where ONNX Runtime looks for them, unless it is already there.
 * @returns path of the `.onnx` file, named after its content
 */
export function graphFile(folder: string, kind: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const file = path.join(folder, `${kind}-${hash}.onnx`);
  if (fs.existsSync(file)) return file;
  const temporary = unfinished(file);
  try {
    fs.writeFileSync(temporary, bytes, { mode: 0o600 });
    fs.renameSync(temporary, file);
    prune(folder, kind);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw asFileError(error, 'Preparing the model');
  }
  return file;
}

/** Removes the oldest graphs of a kind; they can always be made again. */
function prune(folder: string, kind: string): void {
  const files = fs
    .readdirSync(folder)
    .filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.onnx'))
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, time: fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.time - a.time);
  for (const { file } of files.slice(KEPT)) fs.rmSync(file, { force: true });
}
