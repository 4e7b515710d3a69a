/** A tensor that can be read from a checkpoint, whatever the file format. */
export interface SourceTensor {
  /** Row-major, outermost dimension first, as in Hugging Face checkpoints. */
  shape: number[];
  /** Its type in the file, e.g. "BF16", "Q4_1". */
  dtype: string;
  /**
   * The values as float32: all of them, or only `rows` rows of the outermost dimension from `firstRow` on.
   * @throws OwnhandError `bad-model` if the file is cut short.
   */
  read(firstRow?: number, rows?: number): Float32Array;
}

/** Number of elements of a shape; a scalar has one. */
export function elementCount(shape: number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** float32 values of all 65536 half floats (IEEE 754 binary16), indexed by their bits. */
let halfTable: Float32Array | undefined;

function halves(): Float32Array {
  if (halfTable) return halfTable;
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    let value: number;
    if (exponent === 0) value = fraction * 2 ** -24;
    else if (exponent === 31) value = fraction ? Number.NaN : Number.POSITIVE_INFINITY;
    else value = (1024 + fraction) * 2 ** (exponent - 25);
    table[bits] = sign * value;
  }
  halfTable = table;
  return table;
}

/** The value of one half float given by its bits. */
export function halfToFloat(bits: number): number {
  return halves()[bits];
}

/** Plain float formats: little-endian bytes of `count` elements as float32. */
export const FLOAT_DECODERS = {
  F32: (bytes: Uint8Array, count: number): Float32Array => {
    const out = new Float32Array(count);
    // All supported platforms (x64, arm64) are little-endian.
    new Uint8Array(out.buffer).set(bytes.subarray(0, count * 4));
    return out;
  },
  F16: (bytes: Uint8Array, count: number): Float32Array => {
    const table = halves();
    const out = new Float32Array(count);
    for (let i = 0; i < count; i++) out[i] = table[bytes[2 * i] | (bytes[2 * i + 1] << 8)];
    return out;
  },
  // bfloat16 is the upper half of a float32.
  BF16: (bytes: Uint8Array, count: number): Float32Array => {
    const out = new Float32Array(count);
    const bits = new Uint32Array(out.buffer);
    for (let i = 0; i < count; i++) bits[i] = (bytes[2 * i] << 16) | (bytes[2 * i + 1] << 24);
    return out;
  },
} as const;
