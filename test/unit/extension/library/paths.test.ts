import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { firstOverlap, fromHome } from '../../../../src/extension/library/paths.ts';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'ownhand-paths-')));
const at = (...parts: string[]) => path.join(root, ...parts);
for (const folder of ['home/blog/posts', 'home/blog-old', 'home/..drafts']) mkdirSync(at(folder), { recursive: true });
symlinkSync(at('home/blog'), at('link'), 'junction');
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['the folder itself', 'home/blog'],
  ['what lies in it', 'home/blog/posts'],
  ['what it lies in', 'home'],
  ['a link to it', 'link'],
  ['a path through a link to it', 'link/posts'],
  ['a file that is not there yet', 'home/blog/new.md'],
])('detects %s', async (_, given) => {
  expect(await firstOverlap([at('home/blog-old'), at(given)], [at('home/blog')])).toBe(at(given));
});

it.each(['home/blog-old', 'home/..drafts', 'elsewhere'])('lets %s pass', async (given) => {
  expect(await firstOverlap([at(given)], [at('home/blog')])).toBeUndefined();
});

it('compares with each of several folders, and with none', async () => {
  expect(await firstOverlap([at('link')], [at('home/blog-old'), at('home/blog')])).toBe(at('link'));
  expect(await firstOverlap([at('link')], [])).toBeUndefined();
});

it('is not misled by a name that begins with two dots', async () => {
  expect(await firstOverlap([at('home/..drafts')], [at('home')])).toBe(at('home/..drafts'));
});

it.each([
  ['~', '/home/ada'],
  ['~/notes', '/home/ada/notes'],
  ['~\\notes', '/home/ada\\notes'],
  ['~ada/notes', '~ada/notes'],
  ['/a/~/b', '/a/~/b'],
  ['', ''],
])('takes %s in a setting for %s', (given, path) => {
  expect(fromHome(given, '/home/ada')).toBe(path);
  expect(fromHome('~/x', '/home/$&')).toBe('/home/$&/x');
});
