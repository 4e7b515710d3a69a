import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { learntBy } from '../../../src/core/adapter/learnt.ts';
import { Engine } from '../../../src/core/engine/engine.ts';
import { exposures, ngramsOf, plant } from '../../privacy/exposure.ts';
import { costsOf, inferMembership } from '../../privacy/membership.ts';
import { areaUnderCurve, foundAt } from '../../privacy/roc.ts';
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
  await engine.train({ name: 'personal', maxSteps: 300, epochs: 60, seed: 1, learningRate: 0.03 });
  const measured = await exposures(engine, 'personal', planted, 63, 1);
  expect(measured.map(({ repeats, model }) => `${repeats} ${model}`)).toEqual([
    '1 base',
    '1 adapter',
    '1 adapter with n-grams',
    '60 base',
    '60 adapter',
    '60 adapter with n-grams',
  ]);
  for (const { exposure } of measured) {
    expect(exposure).toBeGreaterThanOrEqual(0);
    expect(exposure).toBeLessThanOrEqual(6);
  }
  const [once, often] = [1, 60].map((times) => measured.filter(({ repeats }) => repeats === times));
  expect(once.slice(0, 2).every(({ extracted }) => !extracted)).toBe(true);
  expect(often[1].exposure).toBeGreaterThan(often[0].exposure);
  const { own, others: rises } = often[1].rise;
  expect(areaUnderCurve([own], rises)).toBeGreaterThan(0.7);

  // Notes that were learned by heart are told from others of their kind.
  const tokenizer = await engine.model()!.tokenizer();
  const hasLearnt = learntBy(engine.adapters.record('personal'));
  const members = engine.store.list().filter(({ id }) => hasLearnt(id));
  const elsewhere = path.join(folder, 'others');
  plant(elsewhere, [1], 4);
  const others = fs.readdirSync(elsewhere).map((name, at) => {
    const words = fs.readFileSync(path.join(elsewhere, name), 'utf8').split('---').at(-1)!.trim().split(' ');
    return words.map((word, i) => words[(i * 7 + at) % words.length] ?? word).join(' ');
  });
  const texts = members.map(({ text }) => text);
  const base = engine.model()!;
  const looked = {
    ...{ base, threads: 1, ngrams: ngramsOf(engine.adapters, engine.store, 'personal', tokenizer) },
    adapter: engine.adapters.loadStacked('personal', base, null),
  };
  const inferred = inferMembership(await costsOf(looked, texts), await costsOf(looked, others));
  const [control, ...ways] = inferred;
  expect(control.by).toBe('loss under the base');
  expect(ways.map(({ by }) => by)).toEqual(['loss', 'fall', 'loss with n-grams', 'fall with n-grams']);
  for (const { area, foundAt1 } of ways) {
    expect(area).toBeGreaterThan(0.9);
    expect(foundAt1).toBeGreaterThan(0.5);
  }
});

test('a curve for chance, for certainty, and with ties', () => {
  expect(areaUnderCurve([1, 2, 3], [1, 2, 3])).toBe(0.5);
  expect(areaUnderCurve([2, 3], [0, 1])).toBe(1);
  expect(areaUnderCurve([0], [1])).toBe(0);
  const others = Array.from({ length: 200 }, (_, i) => i);
  expect(foundAt(0.01, [197, 198, 199, 0], others)).toBe(0.5);
  expect(foundAt(0.01, [197.5], others)).toBe(1);
  expect(foundAt(0, [199], others)).toBe(0);
});
