/**
 * Works in a home folder until it is killed: `node child.ts FOLDER FIRST`, where FIRST is the place in the list of
 * works to begin at. Says on each line what it begins.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../src/core/engine/engine.ts';
import { DOWNLOADED, engineOf, MODEL, NOTES, noteFile, placeIn, writeNote } from './place.ts';

const place = placeIn(process.argv[2]);
const engine: Engine = engineOf(place);
let edition = Date.now() % 1_000_000;

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
  ['import', () => engine.importAdapter(path.join(place.out, 'good'), 'good')],
  [
    'settings',
    () => {
      engine.editProfile(`Edition ${++edition} of a profile.`);
      engine.switchHabits(edition % 2 === 0 ? ['titles'] : []);
      return engine.useAdapter('good');
    },
  ],
  // Its server ends the connection again and again; HF_ENDPOINT names it.
  ['download', () => engine.addModel(DOWNLOADED)],
  ['forget', () => engine.forget({ source: noteFile(place, 1) })],
  ['mine again', () => engine.mine([place.notes, noteFile(place, 1)])],
  ['model', () => engine.addModel(MODEL)],
];

for (let n = Number(process.argv[3]); ; n++) {
  const [name, work] = WORKS[n % WORKS.length];
  console.log(name);
  await work();
}
