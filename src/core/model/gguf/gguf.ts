import path from 'node:path';
import { RandomFile, truncated } from '../../files/file.ts';
import { OwnhandError, quoted } from '../../support/errors.ts';
import { elementCount, type SourceTensor } from '../tensor.ts';
import { type GgmlType, ggmlType } from './dequantize.ts';

export type GgufValue = number | bigint | boolean | string | GgufValue[];

/**
 * An open GGUF file (versions 2 and 3, little-endian), following the specification in ggml's docs/gguf.md.
 * Tensor shapes are outermost first, the reverse of the file's order.
 */
export interface GgufFile {
  path: string;
  version: number;
  metadata: Map<string, GgufValue>;
  tensors: Map<string, SourceTensor>;
  close(): void;
}

/** Value types of metadata, by number: the least number of bytes, and how to read one. */
const SCALARS: Record<number, { bytes: number; read: (b: Buffer) => GgufValue }> = {
  0: { bytes: 1, read: (b) => b.readUInt8() },
  1: { bytes: 1, read: (b) => b.readInt8() },
  2: { bytes: 2, read: (b) => b.readUInt16LE() },
  3: { bytes: 2, read: (b) => b.readInt16LE() },
  4: { bytes: 4, read: (b) => b.readUInt32LE() },
  5: { bytes: 4, read: (b) => b.readInt32LE() },
  6: { bytes: 4, read: (b) => b.readFloatLE() },
  7: { bytes: 1, read: (b) => b.readUInt8() !== 0 },
  10: { bytes: 8, read: (b) => narrow(b.readBigUInt64LE()) },
  11: { bytes: 8, read: (b) => narrow(b.readBigInt64LE()) },
  12: { bytes: 8, read: (b) => b.readDoubleLE() },
};
const STRING = 8;
const ARRAY = 9;

const narrow = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** Reads forward through the header in windows, never past the end of the file. */
class Cursor {
  readonly #file: RandomFile;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;
  offset = 0;

  constructor(file: RandomFile) {
    this.#file = file;
  }

  get remaining(): number {
    return this.#file.size - this.offset;
  }

  /** The next `length` bytes. */
  take(length: number): Buffer {
    if (length > this.remaining) throw truncated(this.#file.path);
    let at = this.offset - this.#windowStart;
    if (at + length > this.#window.length) {
      this.#window = this.#file.read(this.offset, Math.min(this.remaining, Math.max(length, 1 << 20)));
      this.#windowStart = this.offset;
      at = 0;
    }
    this.offset += length;
    return this.#window.subarray(at, at + length);
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  /** A count of things that take at least `bytesEach` bytes each; a count that cannot fit in the file is rejected. */
  count(bytesEach: number): number {
    const value = Number(this.take(8).readBigUInt64LE());
    if (value * bytesEach > this.remaining) throw truncated(this.#file.path);
    return value;
  }

  string(): string {
    return this.take(this.count(1)).toString('utf8');
  }

  value(type: number, depth = 0): GgufValue {
    const scalar = SCALARS[type];
    if (scalar) return scalar.read(this.take(scalar.bytes));
    if (type === STRING) return this.string();
    if (type === ARRAY && depth < 3) {
      const elementType = this.u32();
      const count = this.count(SCALARS[elementType]?.bytes ?? 8);
      return Array.from({ length: count }, () => this.value(elementType, depth + 1));
    }
    throw new OwnhandError(
      'bad-model',
      `${path.basename(this.#file.path)} has metadata of an unknown kind (${type}); get the file again.`,
    );
  }
}

/**
 * Opens a GGUF file and reads its header. Tensors are read when they are asked for.
 * @throws OwnhandError `bad-model` for a file that is not GGUF, cut short, damaged, or contains unsupported types;
 * `disk` if it cannot be read.
 */
export function openGguf(filePath: string): GgufFile {
  const file = RandomFile.open(filePath);
  try {
    return { ...readHeader(file), path: filePath, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

function readHeader(file: RandomFile): Omit<GgufFile, 'path' | 'close'> {
  const name = path.basename(file.path);
  const cursor = new Cursor(file);
  if (file.size < 24 || cursor.take(4).toString('latin1') !== 'GGUF') {
    throw new OwnhandError('bad-model', `${name} is not a GGUF file; check the path or get the file again.`);
  }
  const version = cursor.u32();
  if (version !== 2 && version !== 3) {
    throw new OwnhandError(
      'bad-model',
      `${name} is GGUF version ${version}, and only little-endian versions 2 and 3 are supported; convert it again.`,
    );
  }
  // A tensor record takes at least name length, dimension count, type and offset: 24 bytes; an entry 12.
  const tensorCount = cursor.count(24);
  const entryCount = cursor.count(12);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < entryCount; i++) {
    const key = cursor.string();
    metadata.set(key, cursor.value(cursor.u32()));
  }
  const records = Array.from({ length: tensorCount }, () => readRecord(cursor, name));
  const alignment = metadata.get('general.alignment') ?? 32;
  if (typeof alignment !== 'number' || alignment < 1 || alignment > 1 << 20 || alignment % 1 !== 0) {
    throw new OwnhandError('bad-model', `${name} has an impossible alignment; get the file again.`);
  }
  const dataStart = Math.ceil(cursor.offset / alignment) * alignment;
  const tensors = new Map<string, SourceTensor>();
  for (const record of records) {
    if (tensors.has(record.name)) {
      throw new OwnhandError(
        'bad-model',
        `${name} names the tensor "${quoted(record.name)}" twice; get the file again.`,
      );
    }
    tensors.set(record.name, locate(file, record, dataStart));
  }
  return { version, metadata, tensors };
}

interface TensorRecord {
  name: string;
  shape: number[];
  type: GgmlType;
  /** Bytes from the start of the data section. */
  offset: number;
}

function readRecord(cursor: Cursor, fileName: string): TensorRecord {
  const name = cursor.string();
  const dimensions = cursor.u32();
  if (dimensions < 1 || dimensions > 4) {
    throw new OwnhandError('bad-model', `${fileName} says a tensor has ${dimensions} dimensions; get the file again.`);
  }
  const shape = Array.from({ length: dimensions }, () => Number(cursor.take(8).readBigUInt64LE())).reverse();
  const type = ggmlType(cursor.u32());
  const offset = Number(cursor.take(8).readBigUInt64LE());
  return { name, shape, type, offset };
}

/** Checks that a tensor lies inside the file, and gives it its reader. */
function locate(file: RandomFile, record: TensorRecord, dataStart: number): SourceTensor {
  const { shape, type } = record;
  const columns = shape[shape.length - 1];
  const count = elementCount(shape);
  const start = dataStart + record.offset;
  if (!(count > 0) || columns % type.block !== 0 || start + (count / type.block) * type.bytes > file.size) {
    throw truncated(file.path);
  }
  const rowElements = count / shape[0];
  const rowBytes = (rowElements / type.block) * type.bytes;
  const single = shape.length === 1;
  return {
    shape,
    dtype: type.name,
    read(firstRow = 0, rows = shape[0] - firstRow) {
      if (single && (firstRow % type.block || rows % type.block)) {
        throw new OwnhandError('internal', 'A quantized vector is read in whole blocks only.');
      }
      return type.decode(file.read(start + firstRow * rowBytes, rows * rowBytes), rows * rowElements);
    },
  };
}
