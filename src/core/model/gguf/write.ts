/** Writes GGUF files (format: ggml, docs/gguf.md; numbers of types: ggml.h, gguf.h). */

/** Plain numbers are written as uint32, lists of them as int32. */
export type GgufValue = string | number | boolean | string[] | number[] | { f32: number };

export interface GgufTensor {
  name: string;
  /** Outermost first. */
  shape: number[];
  /** ggml's number of the type: 0 is float32. */
  type: number;
  bytes: Uint8Array;
}

const ALIGNMENT = 32;

/** The bytes of a GGUF file, version 3. */
export function encodeGguf(metadata: Record<string, GgufValue>, tensors: readonly GgufTensor[]): Buffer {
  const entries = Object.entries(metadata);
  const head = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length)];
  for (const [key, value] of entries) head.push(text(key), encode(value));
  const data: Uint8Array[] = [];
  let offset = 0;
  for (const { name, shape, type, bytes } of tensors) {
    // Dimensions are written innermost first.
    head.push(text(name), u32(shape.length), ...shape.toReversed().map(u64), u32(type), u64(offset));
    const padding = paddingOf(bytes.length);
    data.push(bytes, Buffer.alloc(padding));
    offset += bytes.length + padding;
  }
  const header = Buffer.concat(head);
  return Buffer.concat([header, Buffer.alloc(paddingOf(header.length)), ...data]);
}

function paddingOf(length: number): number {
  return (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
}

function encode(value: GgufValue): Buffer {
  if (typeof value === 'string') return Buffer.concat([u32(8), text(value)]);
  if (typeof value === 'boolean') return Buffer.concat([u32(7), Buffer.from([value ? 1 : 0])]);
  if (typeof value === 'number') return Buffer.concat([u32(4), u32(value)]);
  if ('f32' in value) return Buffer.concat([u32(6), f32(value.f32)]);
  const items = value.map((each) => (typeof each === 'string' ? text(each) : u32(each >>> 0)));
  return Buffer.concat([u32(9), u32(typeof value[0] === 'string' ? 8 : 5), u64(value.length), ...items]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function u64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}

function f32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatLE(value);
  return buffer;
}
