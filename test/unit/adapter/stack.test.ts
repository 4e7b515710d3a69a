import { describe, expect, it } from 'vitest';
import { type AdapterLayout, loraLayout } from '../../../src/core/adapter/layout.ts';
import { LINEAR_LAYERS, type LinearLayer, type LoraShape } from '../../../src/core/adapter/shape.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { isVariant } from '../../../src/core/adapter/taskAdapter.ts';
import type { ModelConfig } from '../../../src/core/model/config.ts';
import { seededRandom } from '../../../src/core/support/random.ts';

const config = {
  hiddenSize: 6,
  intermediateSize: 10,
  heads: 2,
  kvHeads: 1,
  headDim: 4,
  layers: 3,
} as ModelConfig;

const lora = (rank: number, alpha: number, targets: LinearLayer[], firstLayer = 0, lastLayer = 3) =>
  loraLayout(config, { rank, alpha, targets, firstLayer, lastLayer });

function random(length: number, seed: number): Float32Array {
  const draw = seededRandom(seed);
  return Float32Array.from({ length }, () => draw() - 0.5);
}

/** alpha / rank · B·A of one linear layer, [out, in] flat; zeros if nothing adapts it. */
function change({ shape, slices }: AdapterLayout, vector: Float32Array, layer: number, target: LinearLayer) {
  const { rank, alpha } = shape.lora as LoraShape;
  const find = (part: string) =>
    slices.find((slice) => slice.part === part && 'layer' in slice && slice.layer === layer && slice.target === target);
  const [a, b] = [find('A'), find('B')];
  if (!a || !b) return [];
  const [out, into] = [b.shape[0], a.shape[1]];
  return Array.from({ length: out * into }, (_, at) => {
    const [row, column] = [Math.floor(at / into), at % into];
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += vector[b.offset + row * rank + r] * vector[a.offset + r * into + column];
    return (alpha / rank) * sum;
  });
}

describe('a stack of two LoRAs', () => {
  const lower = lora(3, 6, ['q_proj', 'v_proj']);
  const under = { layout: lower, vector: random(lower.length, 1) };
  const over = lora(2, 8, ['q_proj', 'down_proj'], 1, 3);
  const stack = new Stack(config, under, over);
  const own = random(over.length, 2);

  it('changes every layer by the sum of both', () => {
    const whole = stack.join(own);
    expect(whole).toHaveLength(stack.layout.length);
    for (let layer = 0; layer < 3; layer++) {
      for (const target of LINEAR_LAYERS) {
        const sum = change(stack.layout, whole, layer, target);
        const a = change(lower, under.vector, layer, target);
        const b = change(over, own, layer, target);
        sum.forEach((value, at) => {
          expect(value).toBeCloseTo((a[at] ?? 0) + (b[at] ?? 0), 5);
        });
        expect(sum.length).toBe(Math.max(a.length, b.length, sum.length));
        if (a.length + b.length > 0) expect(sum.length).toBeGreaterThan(0);
      }
    }
  });

  it('returns the upper part, and nothing of the lower one', () => {
    expect(stack.part(stack.join(own))).toEqual(own);
  });

  it('is the upper adapter itself if there is none below', () => {
    const alone = new Stack(config, null, over);
    expect(alone.layout).toBe(over);
    expect(alone.join(own)).toEqual(own);
  });
});

describe('the task adapter for a model', () => {
  it('serves the model in every precision, and no other model', () => {
    const model = 'SmolLM2-135M-Instruct';
    for (const id of ['HuggingFaceTB/SmolLM2-135M-Instruct', `${model}.Q4_1`, `${model}-f16`, `x/${model}@main`]) {
      expect(isVariant(id, model), id).toBe(true);
    }
    for (const id of ['SmolLM2-135M', 'SmolLM2-360M-Instruct', `${model}-poetry`, `My${model}`]) {
      expect(isVariant(id, model), id).toBe(false);
    }
  });
});
