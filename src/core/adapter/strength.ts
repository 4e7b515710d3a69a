import type { Adapter, AdapterLayout, Slice } from './layout.ts';

/** Whether an adapter can serve at part of its strength; virtual tokens cannot. */
export function hasStrength({ shape }: AdapterLayout): boolean {
  return shape.prompt === null;
}

/**
 * An adapter's vector at a strength: 0 is the base, 1 the adapter as it is. LoRA's B and (IA)³'s difference from one
 * are scaled, so what the adapter adds to a layer's output is scaled too.
 * @returns float32 [P]
 */
export function atStrength({ layout, vector }: Adapter, strength: number): Float32Array {
  if (strength === 0) return new Float32Array(vector.length);
  const out = vector.slice();
  for (const slice of layout.slices) if (isScaled(slice)) scale(out, slice, strength);
  return out;
}

/**
 * The same adapter with a built-in strength: LoRA has it in alpha, so that PEFT and llama.cpp apply it too and its
 * tensors stay as trained; (IA)³ has it in its vectors.
 */
export function carrying(adapter: Adapter, strength: number): Adapter {
  const { layout, vector } = adapter;
  const { lora, ia3, prompt } = layout.shape;
  if (strength === 1 || prompt) return adapter;
  if (!lora || ia3) return { layout, vector: atStrength(adapter, strength) };
  return { layout: withAlpha(layout, lora.alpha * strength), vector };
}

/**
 * An adapter with a built-in strength, now applied to its tensors instead, so that learning can continue at the usual
 * alpha.
 */
export function folded(adapter: Adapter, strength: number): Adapter {
  const { lora } = adapter.layout.shape;
  if (!lora || strength === 1) return adapter;
  return { layout: withAlpha(adapter.layout, lora.alpha / strength), vector: atStrength(adapter, strength) };
}

function withAlpha(layout: AdapterLayout, alpha: number): AdapterLayout {
  const { lora } = layout.shape;
  return lora ? { ...layout, shape: { ...layout.shape, lora: { ...lora, alpha } } } : layout;
}

function isScaled({ part }: Slice): boolean {
  return part !== 'A' && part !== 'prompt';
}

function scale(vector: Float32Array, { offset, length }: Slice, strength: number): void {
  for (let i = offset; i < offset + length; i++) vector[i] *= strength;
}
