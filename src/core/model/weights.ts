import crypto, { type Hash } from 'node:crypto';
import fs from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OwnhandError, throwIfCancelled } from '../support/errors.ts';
import type { LongCall } from '../support/progress.ts';
import type { Manifest, StoredTensor } from './manifest.ts';
import { q8Block, quantizeQ8 } from './quantize.ts';
import { elementCount, type SourceTensor } from './tensor.ts';

/** How matrices are stored. */
export type Precision = 'q8' | 'f32';

const ALIGNMENT = 4096;
/** Elements in memory at a time: 16 MB of float32. */
const CHUNK = 1 << 22;

const align = (offset: number): number => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/** Bytes that `weights.bin` will take, to be compared with the free disk space before writing. */
export function weightsSize(shapes: Iterable<number[]>, precision: Precision): number {
  let bytes = 0;
  for (const shape of shapes) {
    const count = elementCount(shape);
    const block = precision === 'q8' && shape.length === 2 ? q8Block(shape[1]) : null;
    bytes = align(bytes) + (block ? align(count) + (count / block) * 4 : count * 4);
  }
  return bytes;
}

/** Writes `weights.bin` from front to back, hashing as it goes. */
class WeightsFile {
  readonly #fd: number;
  readonly #hash: Hash = crypto.createHash('sha256');
  offset = 0;

  constructor(filePath: string) {
    this.#fd = fs.openSync(filePath, 'wx');
  }

  append(array: Uint8Array | Float32Array): void {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let done = 0; done < bytes.length; ) done += fs.writeSync(this.#fd, bytes, done);
    this.#hash.update(bytes);
    this.offset += bytes.length;
  }

  /** Pads with zeros up to the next aligned offset, and returns that. */
  align(): number {
    this.append(new Uint8Array(align(this.offset) - this.offset));
    return this.offset;
  }

  flush(): string {
    fs.fsyncSync(this.#fd);
    return this.#hash.digest('hex');
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}

/**
 * Writes tensors as `weights.bin`: matrices in 8 bits if `precision` says so, everything else float32. Uses a few
 * megabytes at a time, whatever the model's size.
 * @throws OwnhandError `bad-model` for weights that are not finite numbers, `cancelled`.
 */
export async function writeWeights(
  filePath: string,
  tensors: [name: string, tensor: SourceTensor][],
  precision: Precision,
  { onProgress, signal }: LongCall,
): Promise<Pick<Manifest, 'parameters' | 'bytes' | 'sha256' | 'tensors'>> {
  const total = tensors.reduce((sum, [, { shape }]) => sum + elementCount(shape), 0);
  const stored: Record<string, StoredTensor> = {};
  let done = 0;
  const file = new WeightsFile(filePath);
  try {
    for (const [name, tensor] of tensors) {
      const { shape } = tensor;
      const count = elementCount(shape);
      const columns = count / shape[0];
      const block = precision === 'q8' && shape.length === 2 ? q8Block(shape[1]) : null;
      const scales = new Float32Array(block ? count / block : 0);
      const offset = file.align();
      const step = Math.max(1, Math.floor(CHUNK / columns));
      for (let row = 0; row < shape[0]; row += step) {
        throwIfCancelled(signal);
        const values = tensor.read(row, Math.min(step, shape[0] - row));
        if (!allFinite(values)) {
          throw new OwnhandError(
            'bad-model',
            `The tensor "${name}" holds values that are not numbers; get the model again.`,
          );
        }
        if (block) {
          const part = quantizeQ8(values, block);
          file.append(part.data);
          scales.set(part.scales, (row * columns) / block);
        } else {
          file.append(values);
        }
        done += values.length;
        onProgress?.({ message: 'Importing the weights', done, total });
        await nextTurn();
      }
      const length = file.offset - offset;
      if (block) {
        const scalesOffset = file.align();
        file.append(scales);
        const matrix: [number, number] = [shape[0], shape[1]];
        stored[name] = {
          dtype: 'q8',
          shape: matrix,
          block,
          offset,
          length,
          scalesOffset,
          scalesLength: scales.byteLength,
        };
      } else {
        stored[name] = { dtype: 'f32', shape, offset, length };
      }
    }
    return { sha256: file.flush(), parameters: total, bytes: file.offset, tensors: stored };
  } finally {
    file.close();
  }
}

function allFinite(values: Float32Array): boolean {
  // Zero times anything finite is zero; times infinity or NaN it is NaN.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}
