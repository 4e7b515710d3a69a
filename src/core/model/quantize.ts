/** A matrix in the `q8` layout of `manifest.ts`: bytes with zero point 128, one scale per block. */
export interface Q8Matrix {
  /** [rows, columns] bytes. */
  data: Uint8Array;
  /** [rows, columns / block]. */
  scales: Float32Array;
}

/** Columns that share a scale: the widest that divides the row, or null for a matrix that stays float. */
export function q8Block(columns: number): 64 | 32 | null {
  if (columns % 64 === 0) return 64;
  return columns % 32 === 0 ? 32 : null;
}

/**
 * Rounds to the nearest of 255 levels: scale = max|x| / 127, byte = round(x / scale) + 128. A block of zeros has
 * scale 0.
 */
export function quantizeQ8(values: Float32Array, block: number): Q8Matrix {
  const data = new Uint8Array(values.length);
  const scales = new Float32Array(values.length / block);
  for (let b = 0, start = 0; start < values.length; b++, start += block) {
    let largest = 0;
    for (let i = start; i < start + block; i++) {
      const size = Math.abs(values[i]);
      if (size > largest) largest = size;
    }
    // The scale is rounded to float32 first, since that is what the bytes will be multiplied by.
    const scale = Math.fround(largest / 127);
    scales[b] = scale;
    if (scale === 0) {
      data.fill(128, start, start + block);
      continue;
    }
    for (let i = start; i < start + block; i++) {
      // Math.round(x / scale) + 128, but faster; a scale near the smallest float may be off by more than half a level.
      const byte = (values[i] / scale + 128.5) | 0;
      data[i] = Math.min(255, Math.max(1, byte));
    }
  }
  return { data, scales };
}

/** value = (byte − 128) · scale, in float32. */
export function dequantizeQ8({ data, scales }: Q8Matrix, block: number): Float32Array {
  const values = new Float32Array(data.length);
  for (let b = 0, start = 0; start < data.length; b++, start += block) {
    const scale = scales[b];
    for (let i = start; i < start + block; i++) values[i] = (data[i] - 128) * scale;
  }
  return values;
}
