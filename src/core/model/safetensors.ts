import path from 'node:path';
import { RandomFile, truncated } from '../files/file.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import { elementCount, FLOAT_DECODERS, type SourceTensor } from './tensor.ts';

/** An open safetensors file (format: huggingface/safetensors, README). */
export interface SafetensorsFile {
  metadata: Record<string, string>;
  tensors: Map<string, SourceTensor>;
  close(): void;
}

const BYTES_EACH = { F32: 4, F16: 2, BF16: 2 } as const;
/** The format's own limit on its header. */
const MAX_HEADER = 100_000_000;

/**
 * Opens a safetensors file and checks its header; tensors are read when they are asked for.
 * @throws OwnhandError `bad-model` for a file that is cut short, damaged, or contains types other than F32, F16, BF16;
 * `disk` if it cannot be read.
 */
export function readSafetensors(filePath: string): SafetensorsFile {
  const file = RandomFile.open(filePath);
  try {
    const { metadata, tensors } = readHeader(file);
    return { metadata, tensors, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

function readHeader(file: RandomFile): { metadata: Record<string, string>; tensors: Map<string, SourceTensor> } {
  if (file.size < 8) throw truncated(file.path);
  const headerLength = Number(file.read(0, 8).readBigUInt64LE());
  if (headerLength > MAX_HEADER || 8 + headerLength > file.size) throw truncated(file.path);
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(file.read(8, headerLength).toString('utf8'));
  } catch (error) {
    if (OwnhandError.is(error)) throw error;
    throw truncated(file.path);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw truncated(file.path);
  const dataStart = 8 + headerLength;
  const tensors = new Map<string, SourceTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, locate(file, name, entry, dataStart));
  }
  const metadata = (header.__metadata__ ?? {}) as Record<string, string>;
  return { metadata, tensors };
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function locate(file: RandomFile, name: string, entry: unknown, dataStart: number): SourceTensor {
  const { dtype, shape, data_offsets: range } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(BYTES_EACH, dtype)) {
    throw new OwnhandError(
      'bad-model',
      `The tensor "${quoted(name)}" in "${path.basename(file.path)}" is of type ${quoted(dtype)}, which is not supported; use a model with ${Object.keys(BYTES_EACH).join(', ')}.`,
    );
  }
  const type = dtype as keyof typeof BYTES_EACH;
  if (!Array.isArray(shape) || !shape.every(isSize) || !Array.isArray(range) || !range.every(isSize)) {
    throw truncated(file.path);
  }
  const [begin, end] = range;
  const bytes = elementCount(shape) * BYTES_EACH[type];
  if (range.length !== 2 || end - begin !== bytes || dataStart + end > file.size) throw truncated(file.path);
  const outer = shape[0] ?? 1;
  const rowElements = outer === 0 ? 0 : elementCount(shape) / outer;
  return {
    shape,
    dtype,
    read(firstRow = 0, rows = outer - firstRow) {
      const count = rows * rowElements;
      const start = dataStart + begin + firstRow * rowElements * BYTES_EACH[type];
      if (firstRow < 0 || rows < 0 || firstRow + rows > outer) throw truncated(file.path);
      return FLOAT_DECODERS[type](file.read(start, count * BYTES_EACH[type]), count);
    },
  };
}

/** A tensor to be written: `data` is its elements, row-major, or a function that produces them when its turn comes. */
export interface NewTensor {
  name: string;
  shape: number[];
  data: Float32Array | (() => Float32Array);
}

/**
 * Writes a float32 safetensors file; it appears complete or not at all.
 * @throws OwnhandError `disk` if it cannot be written.
 */
export function writeSafetensors(filePath: string, tensors: NewTensor[], metadata?: Record<string, string>): void {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const { name, shape } of tensors) {
    const length = elementCount(shape) * 4;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + length] };
    offset += length;
  }
  // Padded with spaces so that the data starts at a multiple of 8.
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, ' ');
  json.copy(padded);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(padded.length));
  writeWhole(filePath, `Writing "${path.basename(filePath)}"`, (put) => {
    put(prefix);
    put(padded);
    for (const { name, shape, data } of tensors) {
      const values = typeof data === 'function' ? data() : data;
      if (values.length !== elementCount(shape)) {
        throw new OwnhandError('internal', `The tensor "${name}" does not have the size of its shape [${shape}].`);
      }
      put(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  });
}
