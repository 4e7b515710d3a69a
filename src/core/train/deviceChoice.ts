/** Which device trains if the user leaves it open. */
import fs from 'node:fs';
import path from 'node:path';
import { loraLayout } from '../adapter/layout.ts';
import type { BatchShape } from '../graph/batchShape.ts';
import type { Device } from '../graph/runtime.ts';
import { OwnhandError } from '../support/errors.ts';
import { makeBatch } from './batch.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { pack } from './pack.ts';
import { checkDevice } from './selfCheck.ts';
import { GradientSession, type ModelFiles } from './session.ts';

export interface DeviceChoice {
  device: Device;
  /** Why this one, as part of a sentence; absent if the user asked for it. */
  why?: string;
}

interface Trial {
  base: ModelFiles;
  threads: number;
  /** The training folder; it records trials of a GPU that the process did not survive. */
  folder: string;
}

/** How many times as fast as the processor a GPU has to be, since it also draws the user's screen. */
const FASTER = 1.2;
/** Tokens in a step of the probe: few at first, since a GPU emulated in software takes seconds for them. */
const TOKENS = { few: 64, many: 512 };
/** A GPU this many times slower with few tokens is not tried with many. */
const HOPELESS = 8;
/** Steps that are timed, after one that fills caches and compiles; fewer once this many milliseconds have passed. */
const STEPS = 3;
const LONG_MS = 2000;
/** While a GPU is tried, holds how often that has failed: a driver can take the process down with it. */
const TRYING = 'trying-gpu';
/** How often that may happen, since the process can have ended for another reason. */
const LIVES = 2;

/**
 * Trains on the device asked for, if it gives the same numbers as the processor. Otherwise on the one chosen, and on
 * the processor if that one fails before anything was learned, as it may with a large model.
 * @throws OwnhandError `device` if the one asked for does not work
 */
export async function onDevice<T>(
  asked: 'auto' | Device,
  trial: Trial,
  train: (choice: DeviceChoice) => Promise<T>,
  choose: (trial: Trial) => Promise<DeviceChoice> = chooseDevice,
): Promise<T> {
  const { base, threads, folder } = trial;
  if (asked !== 'auto') return train({ device: await checkDevice(asked, threads, base.manifest.config) });
  const choice = await choose(trial);
  try {
    return await train(choice);
  } catch (error) {
    const isOther = OwnhandError.is(error) && error.code !== 'device';
    if (choice.device === 'cpu' || isOther || loadCheckpoint(folder)) throw error;
    return train({ device: 'cpu', why: `the GPU gave up: ${clause(error)}` });
  }
}

/** The GPU, if it gives the same numbers as the processor and trains faster; otherwise the processor. */
export async function chooseDevice({ base, threads, folder }: Trial): Promise<DeviceChoice> {
  const trying = path.join(folder, TRYING);
  const inVain = fs.existsSync(trying) ? Number(fs.readFileSync(trying, 'utf8')) : 0;
  if (inVain >= LIVES) {
    return {
      device: 'cpu',
      why: `trying the GPU ended the process ${inVain} times; to use it anyway, ask for webgpu`,
    };
  }
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(trying, String(inVain + 1));
  try {
    return await race(base, await checkDevice('webgpu', threads, base.manifest.config), threads);
  } catch (error) {
    // Drivers fail in many ways.
    return { device: 'cpu', why: clause(error) };
  } finally {
    fs.rmSync(trying, { force: true });
  }
}

/** What is wrong, without the advice on what to do. */
function clause(error: unknown): string {
  const [said] = (error instanceof Error ? error.message : String(error)).split(/[;\n]/);
  return (said.charAt(0).toLowerCase() + said.slice(1)).slice(0, 200);
}

/** Which of the two trains the model faster, given that both compute the same numbers. */
export async function race(base: ModelFiles, gpu: Device, threads: number): Promise<DeviceChoice> {
  let seconds = await compare(base, gpu, threads, TOKENS.few);
  if (seconds.gpu < HOPELESS * seconds.cpu) seconds = await compare(base, gpu, threads, TOKENS.many);
  return decide(seconds.cpu, seconds.gpu);
}

/** @param cpu seconds for the same work on the processor, `gpu` on the GPU */
export function decide(cpu: number, gpu: number): DeviceChoice {
  const times = (ratio: number) => ratio.toFixed(ratio < 10 ? 1 : 0);
  if (gpu * FASTER <= cpu) return { device: 'webgpu', why: `${times(cpu / gpu)} times as fast as the processor` };
  const why =
    gpu > cpu ? `takes ${times(gpu / cpu)} times as long as the processor` : 'is hardly faster than the processor';
  return { device: 'cpu', why: `the GPU works but ${why}` };
}

async function compare(base: ModelFiles, gpu: Device, threads: number, tokens: number) {
  return { cpu: await stepSeconds(base, 'cpu', threads, tokens), gpu: await stepSeconds(base, gpu, threads, tokens) };
}

/** The shortest time of a training step of the model's first block and its output head, in seconds. */
async function stepSeconds(base: ModelFiles, device: Device, threads: number, tokens: number): Promise<number> {
  const config = { ...base.manifest.config, layers: 1 };
  const layout = loraLayout(config, { rank: 8, alpha: 8, targets: ['q_proj', 'v_proj'], firstLayer: 0, lastLayer: 1 });
  const shape: BatchShape = { batch: 1, sequence: tokens, targets: tokens / 16 };
  const ids = Array.from({ length: tokens }, (_, at) => (at * 7919) % config.vocabSize);
  const batch = makeBatch(pack([{ ids, from: tokens - shape.targets, item: '' }], tokens, 0), shape);
  const adapter = new Float32Array(layout.length);
  const model = { folder: base.folder, manifest: { ...base.manifest, config } };
  const session = await GradientSession.open(model, layout, shape, { device, threads });
  try {
    await session.run(batch, adapter);
    const times: number[] = [];
    const end = performance.now() + LONG_MS;
    do {
      const started = performance.now();
      await session.run(batch, adapter);
      times.push((performance.now() - started) / 1000);
    } while (times.length < STEPS && performance.now() < end);
    return Math.min(...times);
  } finally {
    await session.dispose();
  }
}
