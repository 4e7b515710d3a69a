import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { complete } from '../../../src/core/tasks/complete/complete.ts';
import type { CompleteResult } from '../../../src/core/tasks/complete/completion.ts';
import { asSystem } from '../../../src/evaluate/asSystem.ts';
import { essay } from '../history/scratch.ts';
import { fixture, scratch } from '../tiny.ts';

const MODEL = 'tiny-llama-gqa-tied';
const SYSTEMS = ['base', 'task+rag', 'task+rag+profile', 'oppu', 'oppu+rag', 'oppu+rag+profile'];

test('each system writes as itself, whatever was asked before', async () => {
  const folder = scratch();
  const engine = new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
  onTestFinished(async () => {
    await engine.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  await engine.addModel(fixture(MODEL));
  for (let i = 0; i < 4; i++) {
    fs.writeFileSync(path.join(folder, `${i}.md`), `---\ntitle: Note ${i}\n---\n\n${essay(`topic${i}`)}\n`);
  }
  await engine.mine([folder]);
  engine.importAdapter(fixture(MODEL, 'adapter'), 'own');
  engine.useAdapter('own');
  const params = { text: 'The topic1 of', maxTokens: 24, length: 'sentence' as const };
  // A tiny model writes a letter or two, which may agree; its probabilities do not.
  const told = ({ suggestion, p }: CompleteResult) => `${suggestion} ${p}`;
  const write = (system: string) =>
    engine.writing.use(async (writer) => told(await complete(asSystem(writer, system), params)));
  const served = told(await engine.writing.run('complete', params));
  const texts = [];
  for (const system of SYSTEMS) texts.push(await write(system));
  expect(new Set(texts).size).toBe(SYSTEMS.length);
  for (const [index, system] of SYSTEMS.entries()) expect(await write(system)).toBe(texts[index]);
  expect(told(await engine.writing.run('complete', params))).toBe(served);
  await expect(write('wrong-user')).rejects.toThrow('There is no system "wrong-user" that writes');
});
