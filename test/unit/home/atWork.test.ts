/** Whatever works on the history while something is forgotten in another process keeps nothing of it. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { placeIn } from '../../../src/core/home/places.ts';
import { generatedOf, loadProfile, saveGenerated } from '../../../src/core/profile/profile.ts';
import { evaluate } from '../../../src/evaluate/evaluate.ts';
import { readLamp } from '../../../src/evaluate/lamp/files.ts';
import { evaluateLamp } from '../../../src/evaluate/lamp/lamp.ts';
import { NOTES, noteFile, type Place, placeIn as placeOf, writeLamp, writeNote } from '../../crash/place.ts';
import { filesIn } from '../../crash/run.ts';
import { fixture, scratch } from '../tiny.ts';

const MODEL = 'tiny-llama-gqa-tied';
const ON = { device: 'cpu', threads: 1 } as const;

/** Two processes with one home, the first of which is at work. */
async function two(): Promise<{ one: Engine; other: Engine; place: Place }> {
  const folder = scratch();
  const place = placeOf(folder);
  const engine = () => new Engine({ home: place.home, model: null, ...ON });
  const [one, other] = [engine(), engine()];
  onTestFinished(async () => {
    await one.dispose();
    await other.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  for (let i = 0; i < NOTES; i++) writeNote(place, i, 0);
  await one.addModel(fixture(MODEL));
  await one.mine([place.notes]);
  return { one, other, place };
}

/** Forgets at the first progress that says so, and remembers the content of a folder at each later one. */
function forgetting(other: Engine, at: RegExp, folder: string) {
  const left: string[] = [];
  let forgotten = false;
  const onProgress = ({ message }: { message: string }) => {
    if (forgotten) left.push(...filesIn(folder).filter((file) => fs.statSync(file).isFile()));
    if (!forgotten && at.test(message)) other.forget({ all: true });
    forgotten ||= at.test(message);
  };
  return { onProgress, left };
}

test.each([
  ['eval', /^Training .*own/],
  ['eval', /^Writing as base/],
] as const)('an %s stops, and writes nothing again (%s)', async (_, at) => {
  const { one, other } = await two();
  const folder = placeIn(one.home, 'evaluations');
  const { onProgress, left } = forgetting(other, at, folder);
  const place = { base: one.model()!, task: null, store: one.store, folder, ...ON, onProgress };
  const options = { systems: ['base', 'oppu'], tasks: ['title'], limit: 2, train: { maxSteps: 3 } };
  await expect(evaluate(options, place)).rejects.toThrow('Something was forgotten while this evaluation ran');
  expect(left).toEqual([]);
  expect(filesIn(folder).filter((file) => fs.statSync(file).isFile())).toEqual([]);
});

test('a run of LaMP stops, and writes nothing again', async () => {
  const { one, other, place } = await two();
  const folder = placeIn(one.home, 'evaluations');
  const { onProgress, left } = forgetting(other, /^Training/, folder);
  const questions = readLamp('LaMP-5', ...writeLamp(place));
  const on = { base: one.model()!, task: null, history: one.store, folder, ...ON, onProgress };
  const options = { systems: ['oppu'], train: { maxSteps: 2 } };
  await expect(evaluateLamp('LaMP-5', questions, options, on)).rejects.toThrow('Something was forgotten');
  expect(left).toEqual([]);
  expect(filesIn(folder).filter((file) => fs.statSync(file).isFile())).toEqual([]);
});

test('what a killed evaluation left goes, even if the history is empty', async () => {
  const { one } = await two();
  one.forget({ all: true });
  const file = path.join(placeIn(one.home, 'evaluations'), `.run-1.${process.pid}-00000000.new`, 'profile.jsonl');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, 'words');
  one.forget({ all: true });
  expect(fs.existsSync(file)).toBe(false);
});

test('a training notices what is forgotten while its examples are prepared', async () => {
  const { one, other, place } = await two();
  const onProgress = ({ phase }: { phase: string }) => {
    if (phase === 'examples') setTimeout(() => other.forget({ source: noteFile(place, 1) }), 0);
  };
  const training = one.train({ name: 'personal', maxSteps: 1, seed: 1 }, { onProgress });
  await expect(training).rejects.toThrow(/has since been forgotten/);
  expect(one.adapters.list()).toEqual([]);
});

test('neither a profile that the model was writing nor the vectors of a text that is gone are kept', async () => {
  const { one, other, place } = await two();
  const of = generatedOf(one.store);
  const { sha256 } = one.store.get(one.store.idsOf(noteFile(place, 1))[0]!)!;
  other.forget({ source: noteFile(place, 1) });
  saveGenerated(one.store, 'I write of quartz.', of);
  expect(loadProfile(one.store).prose).not.toContain('quartz.');
  one.store.transaction(() => one.store.vectors.put('m', sha256, [{ bytes: new Int8Array(4).fill(7), scale: 1 }]));
  await one.dispose();
  await other.dispose();
  const bytes = fs.readFileSync(path.join(place.home, 'history.sqlite'));
  expect(bytes.includes('of quartz')).toBe(false);
  expect(bytes.includes(sha256)).toBe(false);
});

test('an adapter that was exported before and imported after is known to have learned it', async () => {
  const { one, place } = await two();
  await one.train({ name: 'personal', maxSteps: 2, seed: 1 });
  const folder = path.join(place.out, 'style');
  fs.mkdirSync(place.out);
  await one.exportAdapter('personal', folder);
  one.importAdapter(folder, 'before');
  expect(one.adapters.record('before').outdated).toBeUndefined();
  one.forget({ source: noteFile(place, 1) });
  one.importAdapter(folder, 'after');
  expect(one.adapters.record('after').outdated).toBe(true);
});
