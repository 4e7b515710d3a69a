import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { Prompter } from '../../../src/core/tasks/prompter.ts';
import { importTiny, scratch } from '../tiny.ts';

let folder: string;
let store: HistoryStore;
let prompter: Prompter;

beforeEach(async () => {
  folder = scratch();
  store = HistoryStore.open(path.join(folder, 'history.sqlite'));
  const base = await importTiny('tiny-llama-gqa-tied', folder);
  prompter = new Prompter(store, await base.tokenizer(), { profile: '', retrieval: true });
});
afterEach(() => {
  store.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('looks passages up again only if the text, its document or the history has changed', async () => {
  const text = 'The ferry to Tallinn leaves from the western harbour each day.';
  store.upsert({ id: 'a', source: '/a.md', kind: 'text', date: null, title: 'Ferry', tags: [], sha256: 'a', text });
  const search = vi.spyOn(store.text, 'match');
  const before = 'We took the ferry from the western harbour to Tallinn, and it was ';
  const { prompt } = await prompter.complete({ before });
  expect(prompt).toContain('leaves from the');
  const asked = search.mock.calls.length;
  expect(asked).toBeGreaterThan(0);
  expect(await prompter.complete({ before })).toMatchObject({ prompt });
  expect(search).toHaveBeenCalledTimes(asked);
  expect((await prompter.complete({ before }, { id: 'a' })).prompt).not.toContain('leaves from the');
  store.remove('a');
  expect((await prompter.complete({ before })).prompt).not.toContain('leaves from the');
});

test('looks the beginning of a text up by its title, and again only every so many characters', async () => {
  const text = 'The ferry to Tallinn leaves from the western harbour each day.';
  store.upsert({ id: 'a', source: '/a.md', kind: 'text', date: null, title: 'Ferry', tags: [], sha256: 'a', text });
  const search = vi.spyOn(store.text, 'match');
  const document = 'We went there by the western harbour again, and the ferry took us to Tallinn in two hours. '.repeat(
    3,
  );
  const title = 'The ferry to Tallinn from the harbour';
  const prompts: string[] = [];
  for (let at = 1; at < 200; at += 3)
    prompts.push((await prompter.complete({ before: document.slice(0, at), title })).prompt);
  expect(search.mock.calls.length).toBeLessThanOrEqual(3);
  expect(prompts[0]).toContain('leaves from the');
});
