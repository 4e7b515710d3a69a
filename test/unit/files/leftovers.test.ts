import fs from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { clearLeftovers, discard, replaceFolder, unfinished } from '../../../src/core/files/leftovers.ts';
import { scratch } from '../tiny.ts';

/** No process has this number. */
const DEAD = '999999999-0123abcd';

test('what a killed process left is cleaned up, and what it set aside is put back', () => {
  const folder = scratch();
  const at = (name: string) => path.join(folder, name);
  for (const name of [`.a.${DEAD}.old`, `.b.${DEAD}.old`, `.b.${DEAD}.new`, 'b', '.hidden', '.c.new']) {
    fs.mkdirSync(at(name));
    fs.writeFileSync(path.join(at(name), 'file'), name);
  }
  // A process that had our number earlier, and one that is at work.
  fs.writeFileSync(at(`.d.${process.pid}-00000000.new`), '');
  fs.writeFileSync(unfinished(at('e')), '');
  // Another process has the number of the one that wrote this before the machine was restarted.
  fs.writeFileSync(at(`.f.${process.ppid}-0123abcd.new`), '');
  fs.utimesSync(at(`.f.${process.ppid}-0123abcd.new`), 1, 1);
  clearLeftovers(folder);
  const left = ['.c.new', '.hidden', path.basename(unfinished(at('e'))), 'a', 'b'];
  expect(fs.readdirSync(folder).sort()).toEqual(left.sort());
  expect(fs.readFileSync(path.join(at('a'), 'file'), 'utf8')).toBe(`.a.${DEAD}.old`);
  expect(fs.readFileSync(path.join(at('b'), 'file'), 'utf8')).toBe('b');
  clearLeftovers(at('nowhere'));
  fs.rmSync(folder, { recursive: true });
});

test('a folder takes the place of another, or the other stays', () => {
  const folder = scratch();
  const [first, second, target] = ['first', 'second', 'target'].map((name) => path.join(folder, name));
  for (const each of [first, second]) {
    fs.mkdirSync(each);
    fs.writeFileSync(path.join(each, 'file'), path.basename(each));
  }
  replaceFolder(first, target);
  replaceFolder(second, target);
  expect(() => replaceFolder(path.join(folder, 'nowhere'), target)).toThrow('ENOENT');
  expect(fs.readFileSync(path.join(target, 'file'), 'utf8')).toBe('second');
  expect(fs.readdirSync(folder)).toEqual(['target']);
  fs.rmSync(folder, { recursive: true });
});

test('a deleted file or folder is gone from its place at once, however soon the process is killed', () => {
  const folder = scratch();
  const target = path.join(folder, 'target');
  fs.mkdirSync(target);
  for (const name of ['a', 'b', 'c']) fs.writeFileSync(path.join(target, name), name);
  const { unlinkSync } = fs;
  const killed = vi.spyOn(fs, 'rmSync').mockImplementation((place) => {
    unlinkSync(path.join(String(place), 'a'));
    throw new Error('killed');
  });
  expect(() => discard(target)).toThrow('killed');
  killed.mockRestore();
  expect(fs.existsSync(target)).toBe(false);
  // As if this process were another one, which is gone.
  const [left] = fs.readdirSync(folder);
  fs.renameSync(path.join(folder, left), path.join(folder, left.replace(/\.\d+-[0-9a-f]{8}\./, `.${DEAD}.`)));
  clearLeftovers(folder);
  expect(fs.readdirSync(folder)).toEqual([]);
  discard(target);
  fs.rmSync(folder, { recursive: true });
});
