import path from 'node:path';
import { expect, it } from 'vitest';
import { forgetMined, minedPaths, rememberMined } from '../../../../src/extension/library/minedPaths.ts';
import { nameAmong, shortPath } from '../../../../src/extension/library/paths.ts';
import { Memory } from '../memory.ts';

const at = (...parts: string[]) => path.resolve('/home/writer', ...parts);

it('remembers what was mined, each path once and the latest first', async () => {
  const memory = new Memory();
  await rememberMined(memory, [at('notes'), at('blog')]);
  await rememberMined(memory, [at('blog'), at('one.md')]);
  expect(minedPaths(memory)).toEqual([at('blog'), at('one.md'), at('notes')]);
});

it('does not bring back what the user has had forgotten', async () => {
  const memory = new Memory();
  await rememberMined(memory, [at('notes'), at('notes', 'old'), at('notes-not'), at()]);
  await forgetMined(memory, at('notes'));
  expect(minedPaths(memory)).toEqual([at('notes-not'), at()]);
  await forgetMined(memory, null);
  expect(minedPaths(memory)).toEqual([]);
  expect(memory.keys()).toEqual([]);
});

it('shortens paths in the home folder, and no others', () => {
  expect(shortPath(at('notes', 'a.md'), at())).toBe(path.join('~', 'notes', 'a.md'));
  expect(shortPath(path.resolve('/home/writerly/a.md'), at())).toBe(path.resolve('/home/writerly/a.md'));
});

it('calls a folder by its name, with as much of its path as tells it from others', () => {
  const all = ['/home/ann/notes', '/home/ann/work/notes', '/home/ann/blog', 'C:\\ann\\blog'];
  expect(all.map((each) => nameAmong(each, all))).toEqual([
    'ann/notes',
    'work/notes',
    '/home/ann/blog',
    'C:\\ann\\blog',
  ]);
  expect(nameAmong('/home/ann/notes', ['/home/ann/notes', '/home/ann/old-notes'])).toBe('notes');
});
