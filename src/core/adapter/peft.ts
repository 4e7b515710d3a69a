/**
 * Adapters in the format of Hugging Face PEFT: `adapter_config.json` and `adapter_model.safetensors`
 * (https://huggingface.co/docs/peft/developer_guides/checkpoint). A file written here loads in PEFT unchanged.
 */
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import { readRegularSync } from '../files/regular.ts';
import type { BaseModel } from '../model/base.ts';
import type { ModelConfig } from '../model/config.ts';
import { readSafetensors, writeSafetensors } from '../model/safetensors.ts';
import type { SourceTensor } from '../model/tensor.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import { type Adapter, adapterLayout, type Slice } from './layout.ts';
import { CONFIG, peftConfig, shapeOfPeft } from './peftConfig.ts';

/** Bytes of it. */
const MOST_CONFIG = 16 << 20;
const WEIGHTS = 'adapter_model.safetensors';

/**
 * Writes an adapter of one part into a folder, which is created if missing.
 * @param base name or path by which PEFT finds the base model
 */
export function writePeft(folder: string, { layout, vector }: Adapter, base: string, model: ModelConfig): void {
  const config = peftConfig(layout.shape, base, model);
  const tensors = layout.slices.map((slice) => {
    const values = vector.subarray(slice.offset, slice.offset + slice.length);
    return { name: slice.name, shape: slice.shape, data: values.map((value) => value + neutral(slice)) };
  });
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeSafetensors(path.join(folder, WEIGHTS), tensors, { format: 'pt' });
    fs.writeFileSync(path.join(folder, CONFIG), `${JSON.stringify(config, null, 2)}\n`);
  } catch (error) {
    throw asFileError(error, 'Writing the adapter');
  }
}

/**
 * Reads a PEFT adapter (LoRA, (IA)³ or prompt tuning) for a base model.
 * @throws OwnhandError `bad-adapter` for another method, an unsupported variant, or sizes that do not fit
 */
export function readPeft(folder: string, config: ModelConfig): Adapter {
  const json = readConfig(folder);
  const file = openWeights(folder);
  try {
    const found = plainNames(file.tensors);
    const layout = adapterLayout(config, shapeOfPeft(json, found, config));
    // Checked before any memory is allocated: the configuration alone may ask for gigabytes.
    const tensors = layout.slices.map((slice) => fitting(slice, found.get(slice.name)));
    if (found.size !== layout.slices.length) {
      throw new OwnhandError(
        'bad-adapter',
        'The adapter has tensors that do not belong to its method; use a plain one.',
      );
    }
    const vector = new Float32Array(layout.length);
    for (const [i, slice] of layout.slices.entries()) {
      const values = tensors[i].read();
      if (!values.every(Number.isFinite)) {
        throw new OwnhandError(
          'bad-adapter',
          `The adapter's "${slice.name}" holds values that are not numbers; export the adapter again.`,
        );
      }
      vector.set(
        values.map((value) => value - neutral(slice)),
        slice.offset,
      );
    }
    return { layout, vector };
  } finally {
    file.close();
  }
}

/**
 * Files saved from a model in training contain its adapter's name: `lora_A.default.weight`; a single name makes no
 * difference.
 */
function plainNames(tensors: Map<string, SourceTensor>): Map<string, SourceTensor> {
  const named = /(\.(?:lora_[AB]|ia3_l|prompt_embeddings))\.([\w-]+)(\.weight)?$/;
  const names = new Set([...tensors.keys()].map((name) => named.exec(name)?.[2]).filter((name) => name !== 'weight'));
  if (names.size !== 1) return tensors;
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name.replace(named, (_, part, adapter, end = '') => (adapter === 'weight' ? `${part}.weight` : part + end)),
      tensor,
    ]),
  );
}

function fitting(slice: Slice, tensor: SourceTensor | undefined): SourceTensor {
  if (tensor?.shape.length === 2 && tensor.shape.every((size, axis) => size === slice.shape[axis])) return tensor;
  throw new OwnhandError(
    'bad-adapter',
    `The adapter's "${slice.name}" is missing or does not fit this base model; use the base it was trained on.`,
  );
}

/** Values that change nothing: (IA)³ multiplies, and its vectors are kept as their difference from one. */
function neutral({ part }: Slice): number {
  return part === 'in' || part === 'out' ? 1 : 0;
}

function openWeights(folder: string) {
  try {
    return readSafetensors(path.join(folder, WEIGHTS));
  } catch (cause) {
    throw new OwnhandError('bad-adapter', `"${folder}" has no valid ${WEIGHTS}; export the adapter again.`, { cause });
  }
}

function readConfig(folder: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(readRegularSync(path.join(folder, CONFIG), MOST_CONFIG).toString());
    if (typeof json !== 'object' || json === null) throw new TypeError('no object');
    return json as Record<string, unknown>;
  } catch (cause) {
    throw new OwnhandError('bad-adapter', `"${folder}" has no valid ${CONFIG}; choose a folder saved by PEFT.`, {
      cause,
    });
  }
}

/**
 * Refuses an adapter that names another model of the Hub as its base. A path on somebody's disk says nothing.
 * @throws OwnhandError `bad-adapter` naming both models
 */
export function checkBase(folder: string, base: BaseModel): void {
  const named = readConfig(folder).base_model_name_or_path;
  if (
    typeof named !== 'string' ||
    !/^[\w-][\w.-]*\/[\w.-]+$/.test(named) ||
    named.split('/').some((part) => /^\.+$/.test(part))
  )
    return;
  const known = [base.id, base.manifest.source.split('@')[0]!].map((name) => name.toLowerCase());
  const last = (name: string) =>
    name
      .split('/')
      .at(-1)!
      .replace(/(?:[.-](?:gguf|q\d\w*|iq\d\w*|bf16|f16|f32))+$/i, '');
  // The same model under another owner's name, or under the name it had before it came here.
  if (known.some((name) => name === named.toLowerCase() || last(name) === last(named.toLowerCase()))) return;
  throw new OwnhandError(
    'bad-adapter',
    `This adapter was trained on "${quoted(named)}", and the model in use is "${base.id}"; add that model and choose it first, or, if it is the same model, write its name into ${CONFIG}.`,
  );
}
