/**
 * Works in a home folder until it is killed: `node child.ts FOLDER FIRST`, where FIRST is the name of the first task,
 * or its place in the list. Prints a line as it begins each one. With `chaos` after it, other processes do the same
 * meanwhile, so that a task may be refused in a sentence; any other end is a fault. With `once` it ends with the first
 * task, refused or not.
 */
import fs from 'node:fs';
import path from 'node:path';
import { GLOBAL_OPTIONS, readArguments } from '../../src/cli/arguments.ts';
import { evalCommand } from '../../src/cli/eval.ts';
import type { Engine } from '../../src/core/engine/engine.ts';
import { OwnhandError } from '../../src/core/support/errors.ts';
import { DOWNLOADED, engineOf, MODEL, NOTES, noteFile, placeIn, writeLamp, writeNote } from './place.ts';

const place = placeIn(process.argv[2]);
const engine: Engine = engineOf(place);
const once = process.argv[4] === 'once';
const together = once || process.argv[4] === 'chaos';
let edition = Date.now() % 1_000_000;

/** In this very process, so that it is killed with it. */
async function runCommand(args: string[]): Promise<void> {
  const given = readArguments(args.slice(1), { ...GLOBAL_OPTIONS, ...evalCommand.options });
  await evalCommand.run(engine, given, new AbortController().signal);
}

const WORKS: [string, () => unknown][] = [
  [
    'mine',
    () => {
      for (let i = 0; i < NOTES; i += 2) writeNote(place, i, ++edition);
      return engine.mine([place.notes]);
    },
  ],
  ['train', () => engine.train({ name: 'personal', maxSteps: 1, seed: 1 })],
  [
    'export',
    () => {
      fs.rmSync(path.join(place.out, 'good'), { recursive: true, force: true });
      return engine.exportAdapter('good', path.join(place.out, 'good'));
    },
  ],
  [
    'import',
    () => {
      if (engine.adapters.has('copy')) engine.removeAdapter('copy');
      return engine.importAdapter(path.join(place.out, 'good'), 'copy');
    },
  ],
  ['train again', () => engine.train({ name: 'good', maxSteps: 2, seed: edition % 7 })],
  [
    'eval',
    () =>
      runCommand([
        'eval',
        '--systems',
        'oppu',
        '--tasks',
        'title',
        '--limit',
        '1',
        '--keystrokes',
        '0',
        '--max-steps',
        '1',
      ]),
  ],
  [
    'lamp',
    () => runCommand(['eval', '--systems', 'oppu', '--max-steps', '1', '--lamp', 'LaMP-5', ...writeLamp(place)]),
  ],
  [
    'settings',
    () => {
      engine.editProfile(`Edition ${++edition} of a profile.`);
      engine.switchHabits(edition % 2 === 0 ? ['titles'] : []);
      return engine.useAdapter('good');
    },
  ],
  // Its server drops the connection again and again; HF_ENDPOINT names it.
  ['download', () => engine.addModel(DOWNLOADED)],
  ['forget', () => engine.forget({ source: noteFile(place, 1) })],
  ['mine again', () => engine.mine([place.notes, noteFile(place, 1)])],
  ['model', () => engine.addModel(MODEL)],
];

const first = WORKS.findIndex(([name]) => name === process.argv[3]);
for (let n = first < 0 ? Number(process.argv[3]) : first; ; n++) {
  const [name, work] = WORKS[n % WORKS.length];
  console.log(name);
  try {
    await work();
  } catch (error) {
    if (!together || !OwnhandError.is(error)) throw error;
    console.log(`${name} (refused)`);
  }
  if (once) break;
}
