import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hold } from '../../../src/core/train/hold.ts';
import { isTraining, LOCK, lockTraining } from '../../../src/core/train/lock.ts';
import { scratch } from '../tiny.ts';

describe('Hold', () => {
  const settled = (promise: Promise<void>) =>
    Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 20))]);

  it('makes nobody wait until it is set, and then everybody until it is released', async () => {
    const hold = new Hold();
    expect(await settled(hold.wait())).toBe(true);
    hold.set(true);
    hold.set(true);
    const waiting = [hold.wait(), hold.wait()];
    expect(await settled(waiting[0])).toBe(false);
    hold.set(false);
    await Promise.all(waiting);
    expect(await settled(hold.wait())).toBe(true);
  });

  it('keeps a waiting run if it is set again at once, and releases one that is stopped', async () => {
    const hold = new Hold();
    const controller = new AbortController();
    hold.set(true);
    const waiting = hold.wait(controller.signal);
    hold.set(false);
    hold.set(true);
    expect(await settled(waiting)).toBe(false);
    controller.abort();
    await waiting;
  });
});

function remove(folder: string): void {
  for (const each of [folder, folder + LOCK]) fs.rmSync(each, { recursive: true, force: true });
}

/** A process of its own that holds the lock until it is killed. */
async function holder(folder: string): Promise<{ end: () => Promise<void> }> {
  const lock = path.join(import.meta.dirname, '../../../src/core/train/lock.ts');
  const call = `import { lockTraining } from ${JSON.stringify(`file://${lock}`)}; globalThis.release = lockTraining(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', call], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const gone = once(child, 'exit');
  return {
    end: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

describe('lockTraining', () => {
  it('is held by one run, and released when its process is killed', async () => {
    using folder = { path: scratch(), [Symbol.dispose]: () => remove(folder.path) };
    expect(isTraining(folder.path)).toBe(false);
    const release = lockTraining(folder.path);
    expect(isTraining(folder.path)).toBe(true);
    expect(() => lockTraining(folder.path)).toThrow(/Another window is training/);
    expect(isTraining(folder.path)).toBe(true);
    release();
    expect(isTraining(folder.path)).toBe(false);
    const other = await holder(folder.path);
    expect(isTraining(folder.path)).toBe(true);
    expect(() => lockTraining(folder.path)).toThrow(/Another window is training/);
    await other.end();
    expect(isTraining(folder.path)).toBe(false);
    lockTraining(folder.path)();
  });

  it('trusts neither process numbers nor the content of the file', () => {
    using folder = { path: scratch(), [Symbol.dispose]: () => remove(folder.path) };
    for (const name of [path.join(folder.path, 'running'), folder.path + LOCK]) {
      for (const content of ['', '-1', '0', 'x', String(process.ppid), 'SQLite format 3\0'.repeat(100)]) {
        fs.writeFileSync(name, content);
        expect(isTraining(folder.path)).toBe(false);
        lockTraining(folder.path)();
      }
    }
  });
});
