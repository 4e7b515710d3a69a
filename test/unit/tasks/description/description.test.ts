import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import { wholeSentences } from '../../../../src/core/tasks/description/describe.ts';
import { DESCRIPTION_BUDGET, descriptionPrompt } from '../../../../src/core/tasks/description/prompt.ts';
import { TAUGHT } from '../../../../src/core/tasks/list.ts';
import { essay } from '../../history/scratch.ts';
import { fixture, scratch } from '../../tiny.ts';

test('keeps one or two whole sentences of what the model wrote', () => {
  expect(wholeSentences(' How to keep bees. And why. And more.\nText:')).toBe('How to keep bees. And why.');
  expect(wholeSentences(' A note on *kettles*. It ends in the mid')).toBe('A note on kettles.');
  expect(wholeSentences(' It never ends, and goes on for')).toBe('');
  expect(wholeSentences(' Yes.')).toBe('');
  expect(wholeSentences(` ${'A long one, '.repeat(30)}it is.`)).toBe('');
});

test("shows the author's own descriptions in the prompt, and skips items without one", () => {
  const item = { id: 'a', title: 't', tags: [], date: null, score: 1 };
  const earlier = [
    { ...item, text: 'About kettles.', description: 'What kettles do.' },
    { ...item, text: 'About bees.', description: null },
  ];
  const count = (text: string) => text.split(' ').length;
  const { prompt, answers } = descriptionPrompt('# Tea\n\nOn tea.', { earlier, profile: 'Short.', count });
  expect(prompt).toBe('Short.\n\nText: About kettles.\nDescription: What kettles do.\nText: On tea.\nDescription:');
  expect(answers.map(([start, end]) => prompt.slice(start, end))).toEqual([' What kettles do.\n']);
  expect(DESCRIPTION_BUDGET.snippets).toBeGreaterThan(0);
});

test('mines descriptions from front matter, notices changes, teaches and suggests them', async () => {
  const folder = scratch();
  const engine = new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
  onTestFinished(async () => {
    await engine.dispose();
    fs.rmSync(folder, { recursive: true });
  });
  const key = `sk-${'Ab1'.repeat(16)}`;
  const note = (name: string, field: string, text: string) => {
    const head = `---\ntitle: ${name}\n${field}: "${text}"\n---\n`;
    fs.writeFileSync(path.join(folder, `${name}.md`), `${head}\n${essay(name)}\n`);
  };
  note('one', 'description', 'What one says.');
  note('two', 'summary', `What two says, api_key=${key}.`);
  note('three', 'excerpt', 'What three says.');
  await engine.mine([folder]);
  const described = () => Object.fromEntries(engine.store.list().map((item) => [item.title, item.description]));
  expect(described()).toMatchObject({ one: 'What one says.', three: 'What three says.' });
  expect(described().two).toMatch(/^What two says/);
  expect(described().two).not.toContain(key);
  note('one', 'description', 'It says something else.');
  expect(await engine.mine([folder])).toMatchObject({ updated: 1 });
  expect(described().one).toBe('It says something else.');
  expect(TAUGHT.map(([name]) => name)).toContain('description');
  await engine.addModel(fixture('tiny-llama-gqa-tied'));
  const { descriptions } = await engine.writing.run('descriptions', { text: essay('one'), n: 3 });
  expect(descriptions.length).toBeLessThanOrEqual(3);
  engine.forget({ all: true });
  expect(engine.store.list()).toEqual([]);
});
