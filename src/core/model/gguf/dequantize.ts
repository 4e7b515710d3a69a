import { OwnhandError } from '../../support/errors.ts';
import { FLOAT_DECODERS, halfToFloat } from '../tensor.ts';
import { decodeQ2K, decodeQ3K, decodeQ4K, decodeQ5K, decodeQ6K } from './superblocks.ts';

/** Layout of a GGML tensor type: `block` elements in `bytes` bytes, along the innermost dimension. */
export interface GgmlType {
  name: string;
  block: number;
  bytes: number;
  /** Reads `count` elements (a multiple of `block`) from the start of `bytes`. */
  decode(bytes: Uint8Array, count: number): Float32Array;
}

/** Q8_0: half scale, 32 signed bytes; value = scale · q. */
function decodeQ80(bytes: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i += 32, at += 34) {
    const scale = halfToFloat(bytes[at] | (bytes[at + 1] << 8));
    for (let j = 0; j < 32; j++) out[i + j] = scale * ((bytes[at + 2 + j] << 24) >> 24);
  }
  return out;
}

/** Q4_0: half scale, 16 bytes of nibbles (low ones first, then high); value = scale · (q − 8). */
function decodeQ40(bytes: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i += 32, at += 18) {
    const scale = halfToFloat(bytes[at] | (bytes[at + 1] << 8));
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 2 + j];
      out[i + j] = scale * ((pair & 15) - 8);
      out[i + 16 + j] = scale * ((pair >> 4) - 8);
    }
  }
  return out;
}

/** Q4_1: half scale, half minimum, 16 bytes of nibbles as in Q4_0; value = scale · q + minimum. */
function decodeQ41(bytes: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i += 32, at += 20) {
    const scale = halfToFloat(bytes[at] | (bytes[at + 1] << 8));
    const minimum = halfToFloat(bytes[at + 2] | (bytes[at + 3] << 8));
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 4 + j];
      out[i + j] = scale * (pair & 15) + minimum;
      out[i + 16 + j] = scale * (pair >> 4) + minimum;
    }
  }
  return out;
}

/** Q5_0: half scale, 32 fifth bits, 16 bytes of nibbles as in Q4_0; value = scale · (q − 16). */
function decodeQ50(bytes: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i += 32, at += 22) {
    const scale = halfToFloat(bytes[at] | (bytes[at + 1] << 8));
    for (let j = 0; j < 32; j++) out[i + j] = scale * (fiveBits(bytes, at + 2, j) - 16);
  }
  return out;
}

/** Q5_1: half scale, half minimum, then like Q5_0; value = scale · q + minimum. */
function decodeQ51(bytes: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i += 32, at += 24) {
    const scale = halfToFloat(bytes[at] | (bytes[at + 1] << 8));
    const minimum = halfToFloat(bytes[at + 2] | (bytes[at + 3] << 8));
    for (let j = 0; j < 32; j++) out[i + j] = scale * fiveBits(bytes, at + 4, j) + minimum;
  }
  return out;
}

/** Number j of a block of 32 with its fifth bits from `at` on, followed by its nibbles. */
function fiveBits(bytes: Uint8Array, at: number, j: number): number {
  const nibble = (bytes[at + 4 + (j & 15)] >> (j < 16 ? 0 : 4)) & 15;
  return nibble | (((bytes[at + (j >> 3)] >> (j & 7)) & 1) << 4);
}

/** Types we read, by their number in the file (enum ggml_type of ggml.h). */
const TYPES: Record<number, GgmlType> = {
  0: { name: 'F32', block: 1, bytes: 4, decode: FLOAT_DECODERS.F32 },
  1: { name: 'F16', block: 1, bytes: 2, decode: FLOAT_DECODERS.F16 },
  2: { name: 'Q4_0', block: 32, bytes: 18, decode: decodeQ40 },
  3: { name: 'Q4_1', block: 32, bytes: 20, decode: decodeQ41 },
  6: { name: 'Q5_0', block: 32, bytes: 22, decode: decodeQ50 },
  7: { name: 'Q5_1', block: 32, bytes: 24, decode: decodeQ51 },
  8: { name: 'Q8_0', block: 32, bytes: 34, decode: decodeQ80 },
  10: { name: 'Q2_K', block: 256, bytes: 84, decode: decodeQ2K },
  11: { name: 'Q3_K', block: 256, bytes: 110, decode: decodeQ3K },
  12: { name: 'Q4_K', block: 256, bytes: 144, decode: decodeQ4K },
  13: { name: 'Q5_K', block: 256, bytes: 176, decode: decodeQ5K },
  14: { name: 'Q6_K', block: 256, bytes: 210, decode: decodeQ6K },
  30: { name: 'BF16', block: 1, bytes: 2, decode: FLOAT_DECODERS.BF16 },
};

/** Names of unsupported types, only for the message. */
const OTHER_NAMES: Record<number, string> = {
  9: 'Q8_1',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

/** @throws OwnhandError `bad-model` for an unsupported type, naming it and the supported ones. */
export function ggmlType(number: number): GgmlType {
  const type = TYPES[number];
  if (type) return type;
  const known = Object.values(TYPES)
    .map((each) => each.name)
    .join(', ');
  throw new OwnhandError(
    'bad-model',
    `The GGUF file holds tensors of type ${OTHER_NAMES[number] ?? `number ${number}`}, which is not supported; use a file with ${known}.`,
  );
}
