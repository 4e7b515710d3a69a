import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hold } from '../../../src/core/train/hold.ts';
import { lockTraining, trainingProcess } from '../../../src/core/train/lock.ts';
import { scratch } from '../tiny.ts';

describe('Hold', () => {
  const settled = (promise: Promise<void>) =>
    Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 20))]);

  it('lets nobody wait until it is set, and then all until it is let go', async () => {
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

  it('keeps who waits where it is set again at once, and lets go who is stopped', async () => {
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

describe('lockTraining', () => {
  it('is held by one process, and by none that is dead', async () => {
    const folder = scratch();
    try {
      expect(trainingProcess(folder)).toBeNull();
      const release = lockTraining(folder);
      expect(trainingProcess(folder)).toBe(process.pid);
      release();
      expect(trainingProcess(folder)).toBeNull();
      const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      fs.writeFileSync(path.join(folder, 'running'), String(other.pid));
      expect(() => lockTraining(folder)).toThrow(/Another window is training/);
      const gone = new Promise((resolve) => other.once('exit', resolve));
      other.kill();
      await gone;
      expect(trainingProcess(folder)).toBeNull();
      lockTraining(folder)();
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('takes no notice of a file that names no process', () => {
    const folder = scratch();
    try {
      for (const content of ['', '-1', '0', 'x', '1.5']) {
        fs.writeFileSync(path.join(folder, 'running'), content);
        expect(trainingProcess(folder)).toBeNull();
      }
      lockTraining(folder)();
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
