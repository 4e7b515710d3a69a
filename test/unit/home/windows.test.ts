/** Two windows on one home: what one changes, the other uses from its next call on. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { lockTraining } from '../../../src/core/train/lock.ts';
import { essay } from '../history/scratch.ts';
import { fixture, scratch } from '../tiny.ts';

const MODEL = 'tiny-llama-gqa-tied';

async function twoWindows(): Promise<{
  one: Engine;
  two: Engine;
  folder: string;
  note: (i: number, title: string) => string;
}> {
  const folder = scratch();
  const engine = () => new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
  const [one, two] = [engine(), engine()];
  onTestFinished(async () => {
    await one.dispose();
    await two.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  const notes = path.join(folder, 'notes');
  fs.mkdirSync(notes);
  const note = (i: number, title: string) => {
    const file = path.join(notes, `${i}.md`);
    fs.writeFileSync(file, `---\ntitle: ${title}\ntags: [${title.toLowerCase()}]\n---\n\n${essay(`topic${i}`)}\n`);
    return file;
  };
  return { one, two, folder, note };
}

test('one window sees a model that another adds or removes', async () => {
  const { one, two } = await twoWindows();
  expect(two.model()).toBeNull();
  await one.addModel(fixture(MODEL));
  expect(two.model()?.id).toBe(MODEL);
  await one.removeModel(MODEL);
  expect(two.model()).toBeNull();
});

test('an adapter switched on, off, replaced or deleted in one window serves accordingly in the other', async () => {
  const { one, two, note, folder } = await twoWindows();
  await one.addModel(fixture(MODEL));
  for (let i = 0; i < 3; i++) note(i, `Note${i}`);
  await one.mine([path.join(folder, 'notes')]);
  const write = async (engine: Engine) =>
    (await engine.writing.run('complete', { text: 'The topic of', maxTokens: 12 })).suggestion;
  const base = await write(two);
  one.importAdapter(fixture(MODEL, 'adapter'), 'own');
  expect(await write(two)).toBe(base);
  one.useAdapter('own');
  const own = await write(one);
  expect(await write(two)).toBe(own);
  expect(own).not.toBe(base);
  one.useAdapter(null);
  expect(await write(two)).toBe(base);
  one.useAdapter('own');
  expect(await write(two)).toBe(own);
  one.removeAdapter('own');
  expect(await write(two)).toBe(base);
  expect(two.status().adapter).toBeNull();
});

test('what one window mines and forgets, and its profile, go into the prompts of the other', async () => {
  const { one, two, note, folder } = await twoWindows();
  await one.addModel(fixture(MODEL));
  for (let i = 0; i < 4; i++) note(i, 'Once');
  const notes = path.join(folder, 'notes');
  await one.mine([notes]);
  expect((await two.profile({})).habits.tags).toEqual([{ tag: 'once', count: 4 }]);
  for (let i = 0; i < 4; i++) note(i, 'Twice');
  await one.mine([notes]);
  expect((await two.profile({})).habits.tags).toEqual([{ tag: 'twice', count: 4 }]);
  one.editProfile('I write of nothing else.');
  expect((await two.profile({})).prose).toBe('I write of nothing else.');
  one.forget({ all: true });
  expect((await two.profile({})).habits.items).toBe(0);
  expect(two.history(5).total).toBe(0);
});

test('a run of another window is not discarded', async () => {
  const { one, two } = await twoWindows();
  const folder = path.join(one.home, 'training');
  const release = lockTraining(folder);
  fs.writeFileSync(path.join(folder, 'checkpoint.safetensors'), 'x');
  expect(two.status().training).toBe(true);
  expect(() => two.discardTraining()).toThrow(/Another window is training/);
  expect(fs.existsSync(path.join(folder, 'checkpoint.safetensors'))).toBe(true);
  release();
  two.discardTraining();
  expect(fs.existsSync(path.join(folder, 'checkpoint.safetensors'))).toBe(false);
});
