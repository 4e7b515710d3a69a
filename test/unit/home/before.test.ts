/** A home that an earlier version made: `test/fixtures/home-before`, with six notes, two adapters and a profile in the user's words. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { fixture, scratch } from '../tiny.ts';

test('opens a home of an earlier version with its history, profile, model and adapters', async () => {
  const folder = scratch();
  const home = path.join(folder, 'home');
  fs.cpSync(fixture('home-before'), home, { recursive: true });
  const engine = new Engine({ home, model: null, device: 'cpu', threads: 1 });
  onTestFinished(async () => {
    await engine.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  expect(engine.restarted).toBe(false);
  expect(engine.store.list().map(({ title, date, tags }) => ({ title, date, tags }))).toEqual(
    Array.from({ length: 6 }, (_, i) => ({ title: `Note ${i}`, date: `2020-01-0${i + 1}`, tags: [`tag${i % 2}`] })),
  );
  expect((await engine.profile({})).prose).toBe('I write of words.');
  expect((await engine.search('speaks of', { k: 3 })).hits).toHaveLength(3);
  expect(engine.status()).toMatchObject({ adapter: 'imported', history: { items: 6 } });
  expect(
    engine.adapters
      .list()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['imported', 'trained']);
  const likeliest = () =>
    engine.writing.use(async ({ decoder, states, tokenizer }) =>
      Math.max(...(await decoder.read(states.complete, tokenizer.encode('Note 1 speaks of')))),
    );
  const imported = await likeliest();
  engine.useAdapter(null);
  expect(await likeliest()).not.toBe(imported);
  engine.useAdapter('trained');
  expect(await likeliest()).toBeGreaterThan(0);
  engine.useAdapter('imported');
  expect(await likeliest()).toBe(imported);
});
