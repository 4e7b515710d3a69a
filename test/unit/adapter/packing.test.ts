import { describe, expect, it } from 'vitest';
import { type AdapterLayout, adapterLayout, linearShape } from '../../../src/core/adapter/layout.ts';
import { Packing, SAME_INPUT } from '../../../src/core/adapter/packing.ts';
import { type Ia3Shape, LINEAR_LAYERS, type LinearLayer, type LoraShape } from '../../../src/core/adapter/shape.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import type { ModelConfig } from '../../../src/core/model/config.ts';
import { seededRandom } from '../../../src/core/support/random.ts';

const config = { hiddenSize: 6, intermediateSize: 10, heads: 2, kvHeads: 1, headDim: 4, layers: 3 } as ModelConfig;

function random(length: number, seed: number): Float32Array {
  const draw = seededRandom(seed);
  return Float32Array.from({ length }, () => draw() - 0.5);
}

const lora = (rank: number, targets: readonly LinearLayer[], firstLayer = 0): LoraShape => ({
  ...{ rank, alpha: 2 * rank, targets: [...targets], firstLayer, lastLayer: 3 },
});

/** Rows of a piece, or none. */
function rowsOf(packing: Packing, packed: ReadonlyMap<number, Float32Array>, name: string): number[][] {
  const piece = packing.pieces.get(name);
  if (!piece) return [];
  const { width, first, rows } = piece;
  const values = packed.get(width) as Float32Array;
  return Array.from({ length: rows }, (_, row) => [
    ...values.subarray((first + row) * width, (first + row + 1) * width),
  ]);
}

function columnsOf(rows: number[][]): number[][] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
}

function find({ slices }: AdapterLayout, layer: number, target: LinearLayer, part: string) {
  return slices.find(
    (slice) => slice.part !== 'prompt' && slice.part === part && slice.layer === layer && slice.target === target,
  );
}

/** B·A of a layer in the flat vector, [out][in]; zeros if it has none. */
function change(layout: AdapterLayout, vector: Float32Array, layer: number, target: LinearLayer): number[][] {
  const [a, b] = [find(layout, layer, target, 'A'), find(layout, layer, target, 'B')];
  const [out, into] = linearShape(config, target);
  return Array.from({ length: out }, (_, row) =>
    Array.from({ length: into }, (_, column) => {
      let sum = 0;
      for (let r = 0; a && b && r < a.shape[0]; r++) {
        sum += vector[b.offset + row * a.shape[0] + r] * vector[a.offset + r * into + column];
      }
      return sum;
    }),
  );
}

describe('an adapter packed for decoding', () => {
  const task = adapterLayout(config, { lora: lora(3, ['q_proj', 'v_proj']), ia3: null, prompt: null });
  const under = { layout: task, vector: random(task.length, 1) };
  const layouts: [string, LoraShape][] = [
    ['a pair for all layers', lora(9, LINEAR_LAYERS, 1)],
    ['a pair for some', lora(2, ['k_proj', 'gate_proj', 'down_proj'], 2)],
  ];

  it.each(layouts)('makes the same changes as the stack: %s', (_, shape) => {
    const over = adapterLayout(config, { lora: shape, ia3: null, prompt: null });
    const stack = new Stack(config, under, over);
    const vector = stack.join(random(over.length, 2));
    const packing = new Packing(config, stack.layout);
    const packed = packing.pack(vector);
    for (const [width, rows] of packing.rows) expect(packed.get(width)).toHaveLength(width * rows);
    for (let layer = 0; layer < config.layers; layer++) {
      for (const targets of Object.values(SAME_INPUT)) {
        expect(packing.groups(layer, targets)).toEqual([targets]);
        const downs = targets.flatMap((target) => columnsOf(rowsOf(packing, packed, `${layer}.${target}.A`)));
        const ups = rowsOf(packing, packed, `${layer}.${targets[0]}.B`);
        const wanted = targets.flatMap((target) => change(stack.layout, vector, layer, target));
        const isAdapted = wanted.flat().some((value) => value !== 0);
        expect([downs.length > 0, ups.length > 0]).toEqual([isAdapted, isAdapted]);
        expect(ups).toHaveLength(downs.length);
        for (const [row, values] of isAdapted ? wanted.entries() : []) {
          for (const [column, value] of values.entries()) {
            expect(ups.reduce((sum, up, rank) => sum + up[row] * downs[rank][column], 0)).toBeCloseTo(value, 6);
          }
        }
      }
    }
  });

  it('leaves out ranks that are always zero, and splits A after sixteen ranks', () => {
    const over = adapterLayout(config, { lora: lora(9, LINEAR_LAYERS, 1), ia3: null, prompt: null });
    const { layout } = new Stack(config, under, over);
    const { pieces } = new Packing(config, layout);
    const sizes = (layer: number) =>
      Object.fromEntries(
        LINEAR_LAYERS.flatMap((target) =>
          ['A', 'B'].flatMap((part) => {
            const piece = pieces.get(`${layer}.${target}.${part}`);
            return piece ? [[target + part, [piece.rows, piece.width]]] : [];
          }),
        ),
      );
    expect(sizes(0)).toEqual({ q_projA: [6, 6], q_projB: [6, 16] });
    expect(sizes(2)).toEqual({
      ...{ q_projA: [6, 12], k_projA: [6, 9], v_projA: [6, 12], q_projB: [33, 16] },
      ...{ o_projA: [8, 9], o_projB: [9, 6] },
      ...{ gate_projA: [6, 9], up_projA: [6, 9], gate_projB: [18, 20] },
      ...{ down_projA: [10, 9], down_projB: [9, 6] },
    });
  });

  it('keeps (IA)³ vectors as factors, separate where they scale an input, and a prompt unchanged', () => {
    const ia3: Ia3Shape = {
      ...{ targets: ['k_proj', 'up_proj', 'down_proj'], inputs: ['up_proj'] },
      ...{ firstLayer: 0, lastLayer: 3 },
    };
    const layout = adapterLayout(config, { lora: null, ia3, prompt: { tokens: 2 } });
    const vector = random(layout.length, 4);
    const packing = new Packing(config, layout);
    const packed = packing.pack(vector);
    const values = (at: number, length: number) => [...vector.subarray(at, at + length)];
    for (const [target, part] of [
      ['k_proj', 'out'],
      ['up_proj', 'in'],
      ['down_proj', 'out'],
    ] as const) {
      const slice = find(layout, 1, target, part)!;
      const wanted = values(slice.offset, slice.length).map((value) => Math.fround(value + 1));
      expect(rowsOf(packing, packed, `1.${target}.${part}`)).toEqual([wanted]);
    }
    expect(packing.groups(1, SAME_INPUT.feedForward)).toEqual([['gate_proj'], ['up_proj']]);
    expect(packing.groups(1, SAME_INPUT.attention)).toEqual([SAME_INPUT.attention]);
    const prompt = layout.slices.find(({ part }) => part === 'prompt')!;
    expect(rowsOf(packing, packed, 'prompt').flat()).toEqual(values(prompt.offset, prompt.length));
  });
});
