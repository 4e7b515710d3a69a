import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { engineOf, type Place, placeIn, prepare, WORD } from '../../crash/place.ts';
import { filesIn, holding } from '../../crash/run.ts';

const CHILD = path.join(import.meta.dirname, '..', '..', 'crash', 'child.ts');

/** A copy of a prepared home for each, and its own temporary folder. */
describe('what is forgotten after a kill, or while a process works on it, is gone from every file', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-lingering-'));
  const prepared = placeIn(path.join(folder, 'prepared'));
  beforeAll(() => prepare(prepared), 120_000);
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const WORKS = [
    // What must be there when it is killed, so that there is something to forget.
    ['eval', (home: string) => holding(path.join(home, 'eval'), WORD).length > 0],
    ['lamp', (home: string) => holding(path.join(home, 'eval'), WORD).length > 0],
    ['train', (home: string) => filesIn(path.join(home, 'training')).length > 0],
    ['export', (_: string, out: string) => filesIn(out).length > 0],
    ['mine', (home: string) => filesIn(home).some((file) => file.endsWith('-wal') && fs.statSync(file).size > 0)],
  ] as const;

  /** A process at work in its own home, up to the point where there is something to forget. */
  async function atWork(work: string, began: (home: string, out: string) => boolean, ...how: 'once'[]) {
    const own = path.join(folder, [work, ...how].join('-'));
    const place = placeIn(own);
    const temporary = path.join(own, 'temporary');
    fs.mkdirSync(temporary, { recursive: true });
    for (const name of ['home', 'notes'] as const) fs.cpSync(prepared[name], place[name], { recursive: true });
    const child = spawn(process.execPath, [CHILD, own, work, ...how], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    });
    const ended = once(child, 'close');
    while (child.exitCode === null && !began(place.home, place.out)) await wait(5);
    return { place, temporary, child, ended };
  }

  function expectNothing({ place, temporary }: { place: Place; temporary: string }): void {
    expect(holding(place.home, WORD)).toEqual([]);
    expect(holding(temporary, WORD)).toEqual([]);
    for (const name of ['eval', 'training', 'ngrams', 'exports']) {
      const left = filesIn(path.join(place.home, name)).filter((file) => fs.statSync(file).isFile());
      expect(left, name).toEqual([]);
    }
    expect(filesIn(place.out).filter((file) => path.basename(file).startsWith('.'))).toEqual([]);
  }

  it.each(WORKS)('%s', { timeout: 120_000 }, async (work, began) => {
    const { child, ended, ...what } = await atWork(work, began);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    const engine = engineOf(what.place);
    engine.forget({ all: true });
    await engine.dispose();
    expectNothing(what);
  });

  it.each(WORKS)('%s, which continues', { timeout: 120_000 }, async (work, began) => {
    const { ended, ...what } = await atWork(work, began, 'once');
    const engine = engineOf(what.place);
    try {
      forgetAll(engine);
      // It ends by itself, with a sentence if it was stopped.
      expect(await ended).toEqual([0, null]);
      forgetAll(engine);
    } finally {
      await engine.dispose();
    }
    expectNothing(what);
  });
});

/** Like a user who is told that another program is reading the history. */
function forgetAll(engine: Engine): void {
  try {
    engine.forget({ all: true });
  } catch (error) {
    if (!OwnhandError.is(error, 'disk')) throw error;
  }
}
