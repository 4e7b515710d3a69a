/**
 * LoRA adapters in llama.cpp's form: a GGUF file with A and B of each adapted tensor
 * (its convert_lora_to_gguf.py writes them, llama_adapter_lora_init reads them).
 */
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import type { ModelConfig } from '../model/config.ts';
import { ggufArchitecture, ggufName, permutedHeads } from '../model/gguf/names.ts';
import { encodeGguf } from '../model/gguf/write.ts';
import { OwnhandError } from '../support/errors.ts';
import { type Adapter, weightName } from './layout.ts';

/**
 * Writes a LoRA adapter as one GGUF file for llama.cpp's `--lora`.
 * @throws OwnhandError `bad-input` for another method, which llama.cpp does not have
 */
export function writeGgufLora(file: string, { layout, vector }: Adapter, name: string, config: ModelConfig): void {
  const { lora, ia3, prompt } = layout.shape;
  if (!lora || ia3 || prompt) {
    throw new OwnhandError('bad-input', 'GGUF holds LoRA adapters only; export this one as PEFT.');
  }
  const tensors = layout.slices.flatMap((slice) => {
    if (slice.part !== 'A' && slice.part !== 'B') return [];
    const values = vector.slice(slice.offset, slice.offset + slice.length);
    const weight = weightName(slice.layer, slice.target);
    const heads = config.architecture === 'llama' ? permutedHeads(weight, config.heads, config.kvHeads) : undefined;
    const ordered = slice.part === 'B' && heads ? permuted(values, slice.shape, heads) : values;
    const bytes = new Uint8Array(ordered.buffer, ordered.byteOffset, ordered.byteLength);
    return [{ name: `${ggufName(weight)}.lora_${slice.part.toLowerCase()}`, shape: slice.shape, type: 0, bytes }];
  });
  const metadata = {
    'general.type': 'adapter',
    'general.architecture': ggufArchitecture(config.architecture),
    'general.name': name,
    'adapter.type': 'lora',
    'adapter.lora.alpha': { f32: lora.alpha },
  };
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(file, encodeGguf(metadata, tensors));
  } catch (error) {
    throw asFileError(error, 'Exporting the adapter');
  }
}

/** Rows in the order of llama.cpp's converter for queries and keys; the inverse of `unpermuted`. */
function permuted(values: Float32Array, [rows, columns]: [number, number], heads: number): Float32Array {
  const headDim = rows / heads;
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const within = row % headDim;
    const to = row - within + 2 * (within % (headDim / 2)) + Math.floor(within / (headDim / 2));
    out.set(values.subarray(row * columns, (row + 1) * columns), to * columns);
  }
  return out;
}
