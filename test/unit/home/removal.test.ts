/** What uninstalling removes: only what was asked for, and only what is ours. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { scratch } from '../tiny.ts';

const SOURCES = path.join(import.meta.dirname, '..', '..', '..', 'src');

let folder: string;
beforeEach(() => {
  folder = scratch();
  const made = folder;
  onTestFinished(() => fs.rmSync(made, { recursive: true }));
});

/** Runs in a process whose user has this folder. */
function asUser(...args: string[]): void {
  const env = { PATH: process.env.PATH, HOME: folder, USERPROFILE: folder };
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  expect(status, stderr).toBe(0);
}

function setToRemove(home: string, remove: boolean): void {
  const url = JSON.stringify(`file://${path.join(SOURCES, 'core', 'home', 'removal.ts')}`);
  const call = `import { setToRemove } from ${url}; setToRemove(${JSON.stringify(home)}, ${remove});`;
  asUser('--input-type=module', '-e', call);
}

/** A home folder as the product leaves it, optionally with a file of the user's own. */
function makeHome(name: string, own = false): string {
  const home = path.join(folder, name);
  for (const each of ['models/m', 'adapters/personal', 'embeddings', 'training', 'eval'])
    fs.mkdirSync(path.join(home, each), { recursive: true });
  for (const each of [
    'history.sqlite',
    'history.sqlite-wal',
    'history.sqlite.damaged',
    'adapters/personal/ownhand.json',
  ])
    fs.writeFileSync(path.join(home, each), '');
  if (own) fs.writeFileSync(path.join(home, 'mine.md'), '');
  return home;
}

test('removes nothing unless asked to; removes all of what was asked for', () => {
  const [kept, gone, mixed] = [makeHome('kept'), makeHome('gone'), makeHome('mixed', true)];
  asUser(path.join(SOURCES, 'uninstall', 'main.ts'));
  expect(fs.existsSync(path.join(gone, 'history.sqlite'))).toBe(true);
  for (const home of [kept, gone, mixed]) setToRemove(home, true);
  setToRemove(kept, false);
  asUser(path.join(SOURCES, 'uninstall', 'main.ts'));
  expect(fs.readdirSync(kept)).toContain('history.sqlite');
  expect(fs.existsSync(gone)).toBe(false);
  expect(fs.readdirSync(mixed)).toEqual(['mine.md']);
  expect(fs.readdirSync(folder).sort()).toEqual(['kept', 'mixed']);
});

test('removes only what is ours, even if the record was tampered with', () => {
  const home = makeHome('home', true);
  fs.mkdirSync(path.join(folder, '.ownhand'));
  for (const note of ['{', '{"a": 1}', '[1]', '["relative"]', JSON.stringify([path.join(folder, 'none')])]) {
    fs.writeFileSync(path.join(folder, '.ownhand', 'on-uninstall.json'), note);
    asUser(path.join(SOURCES, 'uninstall', 'main.ts'));
    expect(fs.readdirSync(home)).toContain('history.sqlite');
    fs.mkdirSync(path.join(folder, '.ownhand'), { recursive: true });
  }
});

test('tells the editor about the script, which is in the package', () => {
  expect(manifest.scripts['vscode:uninstall']).toBe('node ./dist/uninstall.js');
  expect(fs.readFileSync(path.join(SOURCES, '..', '.vscodeignore'), 'utf8')).toContain('!dist/uninstall.js\n');
});
