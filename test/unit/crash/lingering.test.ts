import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineOf, placeIn, prepare, WORD } from '../../crash/place.ts';
import { filesIn, holding } from '../../crash/run.ts';

const CHILD = path.join(import.meta.dirname, '..', '..', 'crash', 'child.ts');

/** A copy of a prepared home for each, and its own temporary folder. */
describe('what is forgotten after a kill is gone from every file', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-lingering-'));
  const prepared = placeIn(path.join(folder, 'prepared'));
  beforeAll(() => prepare(prepared), 120_000);
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it.each([
    // What must be there when it is killed, so that there is something to forget.
    ['eval', (home: string) => holding(path.join(home, 'eval'), WORD).length > 0],
    ['lamp', (home: string) => holding(path.join(home, 'eval'), WORD).length > 0],
    ['train', (home: string) => filesIn(path.join(home, 'training')).length > 0],
    ['export', (_: string, out: string) => filesIn(out).length > 0],
    ['mine', (home: string) => filesIn(home).some((file) => file.endsWith('-wal') && fs.statSync(file).size > 0)],
  ] as const)('%s', { timeout: 120_000 }, async (work, began) => {
    const place = placeIn(path.join(folder, work));
    const temporary = path.join(folder, work, 'temporary');
    fs.mkdirSync(temporary, { recursive: true });
    for (const name of ['home', 'notes'] as const) fs.cpSync(prepared[name], place[name], { recursive: true });
    const child = spawn(process.execPath, [CHILD, path.join(folder, work), work], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    });
    const ended = once(child, 'close');
    while (child.exitCode === null && !began(place.home, place.out)) await wait(5);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');

    const engine = engineOf(place);
    engine.forget({ all: true });
    await engine.dispose();
    expect(holding(place.home, WORD)).toEqual([]);
    expect(holding(temporary, WORD)).toEqual([]);
    for (const name of ['eval', 'training', 'ngrams', 'exports']) {
      const left = filesIn(path.join(place.home, name)).filter((file) => fs.statSync(file).isFile());
      expect(left, name).toEqual([]);
    }
    expect(filesIn(place.out).filter((file) => path.basename(file).startsWith('.'))).toEqual([]);
  });
});
