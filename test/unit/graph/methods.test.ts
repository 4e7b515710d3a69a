import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { Decoder } from '../../../src/core/generate/decoder.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { makeBatch } from '../../../src/core/train/batch.ts';
import { GradientSession, ScoreSession } from '../../../src/core/train/session.ts';
import {
  fixture,
  golden,
  goldenSequences,
  importTiny,
  OTHER_METHODS,
  relative,
  scratch,
  tinyAdapter,
} from '../tiny.ts';

const CPU = { device: 'cpu', threads: 1 } as const;

describe('(IA)³ and prompt tuning against PEFT', () => {
  let folder: string;
  beforeAll(() => {
    folder = scratch();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const [name, method] of OTHER_METHODS) {
    for (const over of ['', '-over-lora']) {
      for (const kind of ['batch', 'packed'] as const) {
        it(`${name}, ${method}${over}, ${kind}: loss and every gradient within 1e-4`, async () => {
          const base = await importTiny(name, folder);
          const own = tinyAdapter(name, base, method);
          const stack = new Stack(base.manifest.config, over ? tinyAdapter(name, base) : null, own.layout);
          const wanted = golden(name, method, `golden${kind === 'packed' ? '-packed' : ''}${over}.safetensors`);
          const virtual = own.layout.shape.prompt?.tokens ?? 0;
          const sequences = goldenSequences(name, `${kind}.json`, virtual);
          const targets = sequences.reduce((sum, sequence) => sum + sequence.targets.length, 3);
          const shape = { batch: sequences.length, sequence: sequences[0].ids.length, targets };
          const session = await GradientSession.open(base, stack.layout, shape, CPU);
          const { loss, gradient } = await session.run(makeBatch(sequences, shape), stack.join(own.vector));
          await session.dispose();
          expect(relative([loss], wanted.get('loss')!)).toBeLessThan(1e-5);
          const part = stack.part(gradient);
          for (const { name: tensor, offset, length } of own.layout.slices) {
            const theirs = wanted.get(`grad.${tensor}`)!;
            expect(theirs.length, tensor).toBe(length);
            expect(relative(part.subarray(offset, offset + length), theirs), tensor).toBeLessThan(1e-4);
          }
          for (const { frozen, offset, length } of stack.layout.slices) {
            if (frozen) expect(gradient.subarray(offset, offset + length).every((value) => value === 0)).toBe(true);
          }
        });
      }
    }

    it(`${name}, ${method}: scores like the base with zeros, and like PEFT with the adapter`, async () => {
      const base = await importTiny(name, folder);
      const { layout, vector } = tinyAdapter(name, base, method);
      const wanted = golden(name, method, 'golden-packed.safetensors');
      const sequences = goldenSequences(name, 'packed.json', layout.shape.prompt?.tokens);
      const shape = { batch: 1, sequence: sequences[0].ids.length, targets: wanted.get('nll')!.length };
      const session = await ScoreSession.open(base, layout, shape, CPU);
      const batch = makeBatch(sequences, shape);
      expect(relative(await session.run(batch, vector), wanted.get('nll')!)).toBeLessThan(1e-5);
      const zero = new Float32Array(layout.length);
      expect(relative(await session.run(batch, zero), wanted.get('base.nll')!)).toBeLessThan(1e-5);
      await session.dispose();
    });

    it(`${name}, ${method}: decodes with PEFT's logits, on top of LoRA and alone, and swaps`, async () => {
      const base = await importTiny(name, folder);
      const own = tinyAdapter(name, base, method);
      const stack = new Stack(base.manifest.config, tinyAdapter(name, base), own.layout);
      const { config } = base.manifest;
      const sequences = goldenSequences(name, 'batch.json');
      for (const [layout, suffix, join] of [
        [own.layout, '', (vector: Float32Array) => vector],
        [stack.layout, '-over-lora', (vector: Float32Array) => stack.join(vector)],
      ] as const) {
        const wanted = golden(name, method, `golden${suffix}.safetensors`);
        const decoder = await Decoder.open(base, layout, { ...CPU, context: sequences[0].ids.length + 2, exact: true });
        for (const [vector, key] of [
          [own.vector, 'logits'],
          [new Float32Array(own.vector.length), 'base.logits'],
        ] as const) {
          const logits: number[] = [];
          for (const { ids } of sequences) {
            const state = decoder.newState(join(vector));
            await decoder.read(state, ids.slice(0, 7));
            logits.push(...(await decoder.read(state, ids)));
          }
          expect(logits.length).toBe(2 * config.vocabSize);
          expect(relative(logits, wanted.get(key)!), key + suffix).toBeLessThan(1e-4);
        }
        await decoder.dispose();
      }
    });
  }

  it.each(['ia3', 'prompt'] as const)(
    '%s on 8-bit weights: gives the same logits however a prompt is divided',
    async (method) => {
      const name = 'tiny-llama-gqa-tied';
      const base = await importModel({ kind: 'folder', path: fixture(name) }, path.join(folder, method), { id: 'q8' });
      const { layout, vector } = tinyAdapter(name, base, method);
      const sequences = goldenSequences(name, 'batch.json');
      for (const exact of [true, false]) {
        const decoder = await Decoder.open(base, layout, { ...CPU, context: 40, exact });
        const whole = [];
        for (const { ids } of sequences) {
          const state = decoder.newState(vector);
          for (const cut of [1, 2, 9]) await decoder.read(state, ids.slice(0, cut));
          const logits = await decoder.read(state, ids);
          expect(logits).toEqual(await decoder.read(decoder.newState(vector), ids));
          whole.push(...logits);
        }
        await decoder.dispose();
        const wanted = golden(name, method, 'golden.safetensors').get('logits')!;
        expect(relative(whole, wanted)).toBeLessThan(exact ? 1e-4 : 0.1);
      }
    },
  );
});
