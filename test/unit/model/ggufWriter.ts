/** A small GGUF writer, so that tests can make sound and unsound files. Types are those of ggml.h. */

/** Plain numbers are written as uint32. */
type Meta = string | number | boolean | string[] | number[] | { f32: number };

export interface GgufTensor {
  name: string;
  /** Outermost first. */
  shape: number[];
  type: number;
  bytes: Uint8Array;
}

export interface GgufParts {
  magic?: string;
  version?: number;
  metadata: Record<string, Meta>;
  tensors: GgufTensor[];
  /** Overrides of what the header says. */
  tensorCount?: bigint;
  entryCount?: bigint;
}

const u32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
export const u64 = (value: bigint | number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
};
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
};

function f32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatLE(value);
  return buffer;
}

function value(meta: Meta): Buffer {
  if (typeof meta === 'string') return Buffer.concat([u32(8), text(meta)]);
  if (typeof meta === 'boolean') return Buffer.concat([u32(7), Buffer.from([meta ? 1 : 0])]);
  if (typeof meta === 'number') return Buffer.concat([u32(4), u32(meta)]);
  if ('f32' in meta) return Buffer.concat([u32(6), f32(meta.f32)]);
  const strings = typeof meta[0] === 'string';
  const items = meta.map((each) => (typeof each === 'string' ? text(each) : u32(each)));
  return Buffer.concat([u32(9), u32(strings ? 8 : 5), u64(meta.length), ...items]);
}

export function encodeGguf({ magic = 'GGUF', version = 3, metadata, tensors, ...lies }: GgufParts): Buffer {
  const entries = Object.entries(metadata);
  const head = [
    Buffer.from(magic, 'latin1'),
    u32(version),
    u64(lies.tensorCount ?? tensors.length),
    u64(lies.entryCount ?? entries.length),
  ];
  for (const [key, meta] of entries) head.push(text(key), value(meta));
  let offset = 0;
  const data: Uint8Array[] = [];
  for (const tensor of tensors) {
    head.push(
      text(tensor.name),
      u32(tensor.shape.length),
      ...tensor.shape.toReversed().map(u64),
      u32(tensor.type),
      u64(offset),
    );
    const padding = (32 - (tensor.bytes.length % 32)) % 32;
    data.push(tensor.bytes, Buffer.alloc(padding));
    offset += tensor.bytes.length + padding;
  }
  const header = Buffer.concat(head);
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), ...data]);
}
