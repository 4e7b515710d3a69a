import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { chooseDevice, type DeviceChoice, decide, onDevice } from '../../../src/core/train/deviceChoice.ts';
import { importTiny, scratch } from '../tiny.ts';

describe('the training device if the user leaves it open', () => {
  let home: string;
  let base: BaseModel;
  const trial = (folder: string) => ({ base, threads: 1, folder: path.join(home, folder) });
  const mark = (folder: string) => path.join(home, folder, 'trying-gpu');
  beforeAll(async () => {
    home = scratch();
    base = await importTiny('tiny-llama-gqa-tied', home);
  });
  afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

  it('is the GPU if that is clearly faster, with the factor', () => {
    expect(decide(1.3, 0.1)).toEqual({ device: 'webgpu', why: '13 times as fast as the processor' });
    expect(decide(0.24, 0.1).device).toBe('webgpu');
    expect(decide(0.11, 0.1)).toEqual({ device: 'cpu', why: 'the GPU works but is hardly faster than the processor' });
    expect(decide(0.1, 0.25)).toEqual({
      device: 'cpu',
      why: 'the GPU works but takes 2.5 times as long as the processor',
    });
  });

  it('is found by trying what is here: no GPU, an emulated one, or a real one', async () => {
    const { device, why } = await chooseDevice(trial('tried'));
    // `npm test` has one emulated in software, which never wins.
    if (process.env.VK_DRIVER_FILES) expect(why).toMatch(/^the GPU works but takes [\d.]+ times as long/);
    const reasons = {
      cpu: /^(no usable webgpu device|webgpu gives wrong numbers|the GPU works but)/,
      webgpu: /^[\d.]+ times as fast/,
    };
    expect(why).toMatch(reasons[device as keyof typeof reasons]);
    expect(fs.existsSync(mark('tried'))).toBe(false);
  });

  it('is the processor once trying the GPU has ended the process twice', async () => {
    fs.mkdirSync(path.join(home, 'ended'));
    fs.writeFileSync(mark('ended'), '2');
    const choice = await chooseDevice(trial('ended'));
    expect(choice.device).toBe('cpu');
    expect(choice.why).toContain('ended the process 2 times');
    expect(fs.existsSync(mark('ended'))).toBe(true);
  });

  it('is the processor after all if the GPU fails, as on a large model, and nothing else is retried', async () => {
    const tried: DeviceChoice[] = [];
    const choose = async (): Promise<DeviceChoice> => ({ device: 'webgpu', why: '13 times as fast as the processor' });
    const fails = (error: Error) => async (choice: DeviceChoice) => {
      tried.push(choice);
      if (choice.device === 'webgpu') throw error;
      return 'trained';
    };
    const train = (error: Error) => onDevice('auto', trial('gives-up'), fails(error), choose);
    expect(await train(new OwnhandError('device', 'It does not fit; use the CPU.'))).toBe('trained');
    expect(tried.at(-1)).toEqual({ device: 'cpu', why: 'the GPU gave up: it does not fit' });
    expect(await train(new Error('Device lost\nat 0x12'))).toBe('trained');
    expect(tried.at(-1)).toEqual({ device: 'cpu', why: 'the GPU gave up: device lost' });
    await expect(train(new OwnhandError('no-history', 'Nothing to learn from.'))).rejects.toThrow('Nothing to learn');
    expect(tried.map(({ device }) => device)).toEqual(['webgpu', 'cpu', 'webgpu', 'cpu', 'webgpu']);
  });

  it('is the one asked for, without a trial, and nothing else then', async () => {
    const tried: DeviceChoice[] = [];
    const work = async (choice: DeviceChoice) => {
      tried.push(choice);
      throw new OwnhandError('device', 'It broke; use the CPU.');
    };
    await expect(onDevice('cpu', trial('asked'), work)).rejects.toThrow('It broke');
    expect(tried).toEqual([{ device: 'cpu' }]);
    expect(fs.existsSync(path.join(home, 'asked'))).toBe(false);
  });
});
