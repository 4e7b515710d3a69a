/**
 * Rotary-embedding tables (Su et al. 2021, arXiv 2104.09864; the half-split form of Hugging Face Llama):
 * cos and sin of position · theta^(−2i/headDim), each [positions, headDim / 2], both times `scale`.
 */
export function rotaryTables(
  headDim: number,
  theta: number,
  positions: number,
  scale = 1,
): { cos: Float32Array; sin: Float32Array; minusSin: Float32Array } {
  const half = headDim / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      // The angle is rounded to float32 as the reference implementation does.
      const frequency = Math.fround(1 / theta ** ((2 * i) / headDim));
      const angle = Math.fround(position * frequency);
      cos[position * half + i] = Math.cos(angle) * scale;
      sin[position * half + i] = Math.sin(angle) * scale;
    }
  }
  return { cos, sin, minusSin: sin.map((value) => -value) };
}
