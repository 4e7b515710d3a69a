/** A document is no example for itself, by whatever name it is opened. */
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { notCounting } from '../../../src/core/tasks/ngramsOf.ts';
import { Prompter } from '../../../src/core/tasks/prompter.ts';
import { tagEvidence } from '../../../src/core/tasks/tags/evidence.ts';
import { ownTags } from '../../../src/core/tasks/tags/ownTags.ts';
import { essay, Scratch } from '../history/scratch.ts';
import { importTiny } from '../tiny.ts';

test('opened through a link, a document is neither example, evidence nor n-gram for itself', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  const own = scratch.write('n/own.md', `---\ntags: [apple]\n---\n\n${essay('apple')}`);
  scratch.write('n/near.md', `---\ntags: [birch]\n---\n\n${essay('apple', 1)} ${essay('birch')}`);
  scratch.write('n/other.md', `---\ntags: [birch]\n---\n\n${essay('cedar')}`);
  await mine(store, [path.join(folder, 'n')]);
  symlinkSync(path.join(folder, 'n'), path.join(folder, 'link'), 'junction');
  const source = path.join(folder, 'link', 'own.md');
  const about = { title: 'own', text: essay('apple') };

  expect([...notCounting(store, { source })]).toEqual(store.idsOf(own));
  const evidence = tagEvidence(store, about, { source });
  expect(evidence.get('apple') ?? 0).toBe(0);
  expect(evidence.get('birch')).toBeGreaterThan(0);
  const tags = async (given?: string) =>
    (await ownTags(store, about, 2, { source: given })).tags.map(({ text }) => text);
  expect(await tags()).toEqual(['apple', 'birch']);
  expect((await tags(source))[0]).toBe('birch');

  const tokenizer = await (await importTiny('tiny-llama-gqa-tied', folder)).tokenizer();
  const prompter = new Prompter(store, tokenizer, { profile: '', retrieval: true });
  const neighbours = async (given?: string) =>
    (await prompter.neighbours(about.text, { source: given })).map(({ title }) => title);
  expect(await neighbours()).toContain('own');
  expect(await neighbours(source)).not.toContain('own');
});
