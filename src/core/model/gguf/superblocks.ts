/**
 * GGML's K formats (ggml-quants.h): super-blocks of 256 elements, in which each 16 or 32 have a small integer scale,
 * and some a small integer minimum, times a half float of the super-block.
 */
import { halfToFloat } from '../tensor.ts';

type Decode = (bytes: Uint8Array, count: number) => Float32Array;

const SIZE = 256;

const halfAt = (bytes: Uint8Array, at: number): number => halfToFloat(bytes[at] | (bytes[at + 1] << 8));
const signed = (byte: number): number => (byte << 24) >> 24;

/** Runs `block` over all super-blocks, with the offsets of its bytes and of its elements. */
function decoder(size: number, block: (bytes: Uint8Array, at: number, out: Float32Array, to: number) => void): Decode {
  return (bytes, count) => {
    const out = new Float32Array(count);
    for (let to = 0, at = 0; to < count; to += SIZE, at += size) block(bytes, at, out, to);
    return out;
  };
}

/** Scale and minimum number j of Q4_K and Q5_K: eight pairs of 6 bits in the 12 bytes from `at` on. */
function scaleAndMinimum(bytes: Uint8Array, at: number, j: number): [number, number] {
  if (j < 4) return [bytes[at + j] & 63, bytes[at + j + 4] & 63];
  const low = bytes[at + j + 4];
  return [(low & 15) | ((bytes[at + j - 4] >> 6) << 4), (low >> 4) | ((bytes[at + j] >> 6) << 4)];
}

/** 16 bytes of 4-bit scales and minima, 64 of 2-bit numbers, half scale, half minimum. */
export const decodeQ2K = decoder(84, (bytes, at, out, to) => {
  const [d, minimum] = [halfAt(bytes, at + 80), halfAt(bytes, at + 82)];
  for (let i = 0; i < SIZE; i++) {
    const scale = bytes[at + (i >> 4)];
    const q = (bytes[at + 16 + (i >> 7) * 32 + (i & 31)] >> (2 * ((i >> 5) & 3))) & 3;
    out[to + i] = d * (scale & 15) * q - minimum * (scale >> 4);
  }
});

/** 32 bytes of upper bits, 64 of lower pairs of bits, 12 of 6-bit scales (minus 32), half scale. */
export const decodeQ3K = decoder(110, (bytes, at, out, to) => {
  const d = halfAt(bytes, at + 108);
  const scales = Array.from({ length: 16 }, (_, j) => {
    const low = j < 8 ? bytes[at + 96 + j] & 15 : bytes[at + 96 + j - 8] >> 4;
    return d * ((low | (((bytes[at + 104 + (j & 3)] >> (2 * (j >> 2))) & 3) << 4)) - 32);
  });
  for (let i = 0; i < SIZE; i++) {
    const upper = (bytes[at + (i & 31)] >> (i >> 5)) & 1;
    const q = (bytes[at + 32 + (i >> 7) * 32 + (i & 31)] >> (2 * ((i >> 5) & 3))) & 3;
    out[to + i] = scales[i >> 4] * (q - (upper ? 0 : 4));
  }
});

/** Half scale, half minimum, 12 bytes of scales and minima, 128 of nibbles: 32 low ones, then 32 high ones. */
export const decodeQ4K = decoder(144, (bytes, at, out, to) => {
  const [d, minimum] = [halfAt(bytes, at), halfAt(bytes, at + 2)];
  for (let j = 0; j < 8; j++) {
    const [scale, low] = scaleAndMinimum(bytes, at + 4, j);
    const from = at + 16 + (j >> 1) * 32;
    const shift = (j & 1) * 4;
    for (let i = 0; i < 32; i++) {
      out[to + j * 32 + i] = d * scale * ((bytes[from + i] >> shift) & 15) - minimum * low;
    }
  }
});

/** Like Q4_K, with 32 bytes of fifth bits before the nibbles. */
export const decodeQ5K = decoder(176, (bytes, at, out, to) => {
  const [d, minimum] = [halfAt(bytes, at), halfAt(bytes, at + 2)];
  for (let j = 0; j < 8; j++) {
    const [scale, low] = scaleAndMinimum(bytes, at + 4, j);
    const from = at + 48 + (j >> 1) * 32;
    const shift = (j & 1) * 4;
    for (let i = 0; i < 32; i++) {
      const fifth = ((bytes[at + 16 + i] >> j) & 1) << 4;
      out[to + j * 32 + i] = d * scale * (((bytes[from + i] >> shift) & 15) | fifth) - minimum * low;
    }
  }
});

/** 128 bytes of nibbles, 64 of upper pairs of bits, 16 signed scales, half scale; numbers are minus 32. */
export const decodeQ6K = decoder(210, (bytes, at, out, to) => {
  const d = halfAt(bytes, at + 208);
  for (let part = 0; part < 2; part++) {
    for (let j = 0; j < 4; j++) {
      for (let i = 0; i < 32; i++) {
        const nibble = (bytes[at + part * 64 + (j & 1) * 32 + i] >> (4 * (j >> 1))) & 15;
        const upper = (bytes[at + 128 + part * 32 + i] >> (2 * j)) & 3;
        const scale = signed(bytes[at + 192 + part * 8 + j * 2 + (i >> 4)]);
        out[to + part * 128 + j * 32 + i] = d * scale * ((nibble | (upper << 4)) - 32);
      }
    }
  }
});
