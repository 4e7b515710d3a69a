/** A full disk, and a read-only one; a memory disk of a few megabytes stands in for both. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { asStoreError } from '../../../src/core/history/store/schema.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { engineOf, MODEL, NOTES, type Place, placeIn, prepare, writeNote } from '../../crash/place.ts';
import { scratch } from '../tiny.ts';

const MEGABYTES = 48;

function mount(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

const canMount =
  process.platform === 'linux' &&
  (() => {
    const folder = scratch();
    try {
      if (!mount(folder, 'size=1m')) return false;
      return spawnSync('umount', [folder]).status === 0;
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  })();

let place: Place;
beforeEach(() => {
  if (!canMount) return;
  const folder = scratch();
  place = placeIn(folder);
  fs.mkdirSync(place.home);
  mount(place.home, `size=${MEGABYTES}m`);
  onTestFinished(() => {
    spawnSync('umount', ['--lazy', place.home]);
    fs.rmSync(folder, { recursive: true });
  });
});

/** Takes all the room that is left except for some kilobytes. */
function fill(file: string, left: number): void {
  const { bavail, bsize } = fs.statfsSync(path.dirname(file));
  fs.writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - left * 1024)));
}

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (cause) {
    const error = asStoreError(cause);
    if (!OwnhandError.is(error)) throw error;
    expect(error.message).toMatch(/^\S[^\n]{8,300}\.$/);
    return error.code;
  }
  return 'done';
}

const WORKS: Record<string, (engine: Engine) => unknown> = {
  mine: (engine) => engine.mine([place.notes]),
  train: (engine) => engine.train({ name: 'new', maxSteps: 1, seed: 1 }),
  import: (engine) => {
    if (engine.adapters.has('copy')) engine.removeAdapter('copy');
    return engine.importAdapter(path.join(place.home, 'adapters', 'good'), 'copy');
  },
  model: (engine) => engine.addModel(MODEL),
  export: (engine) => engine.exportAdapter('good', path.join(place.home, 'exported')),
};

/** What is imported does not replace anything else. */
function removeCopy({ adapters }: Engine): void {
  if (adapters.list().some(({ name }) => name === 'copy')) adapters.remove('copy');
}

test.skipIf(!canMount)('reports a full disk as such, and loses nothing', async () => {
  await prepare(place);
  const filler = path.join(place.home, 'filler');
  for (const left of [0, 8, 64, 400]) {
    for (let i = 0; i < NOTES; i++) writeNote(place, i, left + 1);
    fill(filler, left);
    const ends: string[] = [];
    for (const [name, work] of Object.entries(WORKS)) {
      const engine = engineOf(place);
      try {
        const end = await refusal(() => work(engine));
        expect(['done', 'disk'], `${name} with ${left} kB left`).toContain(end);
        ends.push(end);
      } finally {
        await engine.dispose();
      }
    }
    expect(ends).toContain('disk');
    fs.rmSync(filler);
    fs.rmSync(path.join(place.home, 'exported'), { recursive: true, force: true });
    const engine = engineOf(place);
    removeCopy(engine);
    expect(engine.store.restarted).toBe(false);
    for (const [name, work] of Object.entries(WORKS))
      expect([name, await refusal(() => work(engine))]).toEqual([name, 'done']);
    expect(engine.store.list()).toHaveLength(NOTES);
    expect(engine.adapters.active()).not.toBeNull();
    removeCopy(engine);
    await engine.dispose();
    fs.rmSync(path.join(place.home, 'exported'), { recursive: true });
    const names = fs.readdirSync(place.home, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /\.(?:new|old|tmp|part)$/.test(name))).toEqual([]);
  }
});

test.skipIf(!canMount)('says in one sentence that a disk is read-only', async () => {
  await prepare(place);
  writeNote(place, 0, 7);
  expect(spawnSync('mount', ['-o', 'remount,ro', place.home]).status).toBe(0);
  for (const [name, work] of Object.entries(WORKS)) {
    const end = await refusal(async () => {
      const engine = engineOf(place);
      try {
        await work(engine);
      } finally {
        await engine.dispose();
      }
    });
    expect([name, end]).toEqual([name, 'disk']);
  }
  expect(spawnSync('mount', ['-o', 'remount,rw', place.home]).status).toBe(0);
  const engine = engineOf(place);
  expect(await engine.mine([place.notes])).toMatchObject({ items: NOTES, updated: 1 });
  await engine.dispose();
});

test.skipIf(!canMount)(
  'says that a disk was too full to open the history, and opens it once there is room again',
  async () => {
    await prepare(place);
    const file = path.join(place.home, 'fill');
    fill(file, 0);
    let said: unknown;
    try {
      engineOf(place).store.list();
    } catch (error) {
      said = asStoreError(error);
    }
    expect((said as Error).message).toMatch(/^The disk is full/);
    fs.rmSync(file);
    const engine = engineOf(place);
    expect(engine.store.list()).toHaveLength(NOTES);
    await engine.dispose();
  },
);
