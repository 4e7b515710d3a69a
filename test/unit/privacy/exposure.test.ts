import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { exposures, plant } from '../../privacy/exposure.ts';
import { fixture, scratch } from '../tiny.ts';

test('measures what an adapter reveals of a planted sentence, and shows if it has learned one by heart', async () => {
  const folder = scratch();
  const engine = new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
  onTestFinished(async () => {
    await engine.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  const planted = plant(path.join(folder, 'notes'), [1, 60], 3);
  await engine.addModel(fixture('tiny-llama-gqa-tied'));
  await engine.mine([path.join(folder, 'notes')]);
  // Far more steps and a far higher rate than the product's, so that there is something to see.
  await engine.train({ name: 'personal', maxSteps: 60, epochs: 60, seed: 1, learningRate: 0.03 });
  const measured = await exposures(engine, 'personal', planted, 63, 1);
  expect(measured.map(({ repeats, model }) => `${repeats} ${model}`)).toEqual([
    '1 base',
    '60 base',
    '1 adapter',
    '60 adapter',
  ]);
  for (const { exposure } of measured) {
    expect(exposure).toBeGreaterThanOrEqual(0);
    expect(exposure).toBeLessThanOrEqual(6);
  }
  const [once, often] = [1, 60].map((times) => measured.filter(({ repeats }) => repeats === times));
  expect(once.every(({ extracted }) => !extracted)).toBe(true);
  expect(often[1].exposure).toBeGreaterThan(often[0].exposure);
});
