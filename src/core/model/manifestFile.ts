import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { asFileError } from '../files/file.ts';
import { OwnhandError } from '../support/errors.ts';
import { ARCHITECTURES } from './config.ts';
import type { Manifest, StoredTensor } from './manifest.ts';
import { elementCount } from './tensor.ts';
import { expectedTensors } from './tensors.ts';

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const shape = v.array(size);

const manifestSchema = v.object({
  version: v.literal(1),
  id: v.string(),
  source: v.string(),
  config: v.pipe(
    v.object({
      architecture: v.picklist(ARCHITECTURES),
      hiddenSize: size,
      layers: size,
      heads: size,
      kvHeads: size,
      headDim: size,
      intermediateSize: size,
      vocabSize: size,
      rmsNormEps: v.number(),
      ropeTheta: v.number(),
      maxPositions: size,
      tieEmbeddings: v.boolean(),
      qkvBias: v.boolean(),
      qkNorm: v.boolean(),
      bosTokenId: v.nullable(size),
      eosTokenIds: v.array(size),
      // Models imported before Gemma was supported lack these.
      queryScalar: v.optional(size),
      activation: v.optional(v.picklist(['silu', 'gelu']), 'silu'),
      scaledEmbeddings: v.optional(v.boolean(), false),
      postNorms: v.optional(v.boolean(), false),
      local: v.optional(v.nullable(v.object({ window: size, ropeTheta: v.number(), layers: v.array(size) })), null),
    }),
    v.transform((config) => ({ ...config, queryScalar: config.queryScalar ?? config.headDim })),
  ),
  parameters: size,
  bytes: size,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  tensors: v.record(
    v.string(),
    v.variant('dtype', [
      v.object({ dtype: v.literal('f32'), shape, offset: size, length: size }),
      v.object({
        dtype: v.literal('q8'),
        shape: v.tuple([size, size]),
        block: v.picklist([32, 64]),
        offset: size,
        length: size,
        scalesOffset: size,
        scalesLength: size,
      }),
    ]),
  ),
});

/**
 * Reads `model.json` of an imported model, and checks the size of its weights file.
 * @throws OwnhandError `no-model` if the folder has none, `bad-model` if it is damaged.
 */
export function readManifest(folder: string): Manifest {
  let text: string;
  try {
    text = fs.readFileSync(path.join(folder, 'model.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asFileError(error, 'Reading the model');
    throw new OwnhandError('no-model', `There is no imported model in "${folder}"; add one first.`, { cause: error });
  }
  const damaged = () =>
    new OwnhandError('bad-model', `The model in "${folder}" is damaged; remove it and add it again.`);
  let manifest: Manifest;
  try {
    manifest = v.parse(manifestSchema, JSON.parse(text));
  } catch {
    throw damaged();
  }
  const weights = fs.statSync(path.join(folder, 'weights.bin'), { throwIfNoEntry: false });
  if (weights?.size !== manifest.bytes || !isWhole(manifest)) throw damaged();
  return manifest;
}

/** Whether it lists exactly the tensors that its configuration calls for, each with its size and inside the file. */
function isWhole({ config, tensors, bytes }: Manifest): boolean {
  const names = Object.keys(tensors);
  if (config.layers > names.length) return false;
  const expected = expectedTensors(config);
  return names.length === expected.size && names.every((name) => fits(tensors[name], expected.get(name), bytes));
}

function fits(tensor: StoredTensor, shape: number[] | undefined, bytes: number): boolean {
  if (tensor.shape.join() !== shape?.join()) return false;
  const count = elementCount(shape);
  const isInside = (offset: number, length: number) => offset + length <= bytes;
  if (tensor.dtype === 'f32') return tensor.length === 4 * count && isInside(tensor.offset, tensor.length);
  const { offset, length, block, scalesOffset, scalesLength } = tensor;
  const sized = length === count && shape[1] % block === 0 && scalesLength === (count / block) * 4;
  return sized && isInside(offset, length) && isInside(scalesOffset, scalesLength);
}
