/** Anything that cannot be a number or a date is wrong usage: one line, exit status 2, and nothing is done. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readArguments, UsageError } from '../../../src/cli/arguments.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { actionOf, documentText } from '../../../src/cli/given.ts';
import { scratch } from '../tiny.ts';

const NUMBERS = [
  'epochs',
  'minutes',
  'max-steps',
  'seed',
  'rank',
  'limit',
  'n',
  'k',
  'offset',
  'max-tokens',
  'threads',
  'keystrokes',
  'split',
];

describe('numbers and dates of options', () => {
  it.each(NUMBERS)('--%s refuses text, infinite numbers and anything that is not a number', (name) => {
    for (const value of ['NaN', 'Infinity', 'x', '', ' ', '1,5', '31.12.2015', '1e999']) {
      expect(() => readArguments([`--${name}=${value}`], { [name]: true }).number(name)).toThrow(UsageError);
    }
  });

  it.each([
    ['epochs', '0'],
    ['epochs', '1.5'],
    ['minutes', '0'],
    ['minutes', '-3'],
    ['max-steps', '0'],
    ['learning-rate', '0'],
    ['limit', '1.5'],
    ['limit', '-2'],
    ['n', '0'],
    ['rank', '0'],
    ['threads', '0'],
  ])('--%s refuses %s', (name, value) => {
    expect(() => readArguments([`--${name}=${value}`], { [name]: true }).number(name)).toThrow(UsageError);
  });

  it('accepts only ISO dates of days that exist', () => {
    const date = (value: string) => readArguments([`--until=${value}`], { until: true }).date('until');
    for (const value of ['2015-12-31', '2015-12-31T10:00Z', '2015-12-31T10:00:00.5+02:00'])
      expect(date(value)).toBe(value);
    for (const value of ['31.12.2015', '12/31/2015', '2015', '2015-02-30', '2015-13-01', 'soon', '', '2015-12-31x']) {
      expect(() => date(value)).toThrow(UsageError);
    }
  });

  it('gives each numeric option a range of its own', () => {
    const sources = fs.readdirSync(path.join(import.meta.dirname, '../../../src/cli'), { encoding: 'utf8' });
    const text = sources.map((name) =>
      fs.readFileSync(path.join(import.meta.dirname, '../../../src/cli', name), 'utf8'),
    );
    const read = [...text.join('\n').matchAll(/\.number\('([\w-]+)'\)/g)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(15);
    for (const name of read.filter((each) => each !== 'strength' && each !== 'seed')) {
      expect(() => readArguments([`--${name}=-1e15`], { [name]: true }).number(name), name).toThrow(UsageError);
    }
  });
});

it('refuses a word that every object has as a command, and a file as the folder for an export', () => {
  expect(Object.keys(COMMANDS)).not.toContain('constructor');
  const home = scratch();
  onTestFinished(() => fs.rmSync(home, { recursive: true }));
  const main = path.join(import.meta.dirname, '../../../src/cli/main.ts');
  fs.symlinkSync('loop', path.join(home, 'loop'));
  for (const [status, ...args] of [
    [2, 'constructor'],
    [2, '__proto__'],
    [2, 'history', '--limit', '1.5'],
    [2, 'train', '--until', '31.12.2015'],
    [1, 'complete', '--file', home],
    // An extra word may be a mistyped option.
    [2, 'forget', '--all', 'notes'],
    [2, 'train', 'personal'],
    [2, 'adapter', 'use', 'a', 'b', 'c'],
    [2, 'adapter', 'remove', 'a', 'b'],
    [2, 'model', 'list', 'a'],
    [2, 'complete', '--text', 'a', '--offset', '-1'],
    [2, 'history', '--home', ''],
    [1, 'history', '--home', path.join(home, 'loop')],
    [1, 'history', '--home', main],
    [1, 'history', '--home', path.join(home, 'x'.repeat(300))],
  ] as const) {
    const { status: ended, stderr } = spawnSync(process.execPath, [main, '--home', home, ...args], {
      encoding: 'utf8',
    });
    expect([args, ended, stderr.trim().split('\n').length]).toEqual([args, status, 1]);
    expect(stderr).toMatch(/^ownhand: /);
  }
});

it('an empty argument or path, as an unset variable leaves it, is wrong usage; an empty text is not', () => {
  expect(() => readArguments([''], {})).toThrow(UsageError);
  expect(() => readArguments(['a', ''], {})).toThrow(UsageError);
  for (const name of ['source', 'file', 'home', 'name'])
    expect(() => readArguments([`--${name}=`], { [name]: true }), name).toThrow(UsageError);
  expect(readArguments(['--suffix='], { suffix: true }).text('suffix')).toBe('');
});

it('a text and a file exclude each other', () => {
  const args = readArguments(['--text=a', '--file=b.md'], { text: true, file: true });
  expect(() => documentText(args)).toThrow(UsageError);
});

it('takes no more words than each action has', () => {
  const most = { list: 0, remove: 1 };
  const action = (...words: string[]) => actionOf(readArguments(words, {}), most);
  expect([action('list'), action('remove', 'a')]).toEqual(['list', 'remove']);
  for (const words of [[], ['list', 'a'], ['remove', 'a', 'b'], ['toString']])
    expect(() => action(...words), words.join(' ')).toThrow(UsageError);
});
