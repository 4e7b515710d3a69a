import { Decoder } from '../generate/decoder.ts';
import { type Device, runtime } from '../graph/runtime.ts';
import type { BaseModel } from '../model/base.ts';
import { race } from '../train/deviceChoice.ts';
import { checkDevice } from '../train/selfCheck.ts';

export interface DeviceReport {
  name: Device;
  works: boolean;
  /** Decoding speed; null if it was not measured. */
  tokensPerSecond: number | null;
  why: string;
}

/**
 * Tries each device that the library supports here.
 * @param base the model whose speed is measured: of decoding on the processor, of training elsewhere; null for none
 */
export async function examineDevices(base: BaseModel | null, threads: number): Promise<DeviceReport[]> {
  const ort = await runtime();
  // Others need libraries that are not in the package.
  const names = ort.listSupportedBackends().filter(({ bundled }) => bundled);
  const reports: DeviceReport[] = [];
  for (const { name } of names) reports.push(await examine(name as Device, base, threads));
  return reports;
}

async function examine(name: Device, base: BaseModel | null, threads: number): Promise<DeviceReport> {
  try {
    await checkDevice(name, threads, base?.manifest.config);
    if (name !== 'cpu') {
      const speed = base && (await race(base, name, threads)).why;
      const why = `gives the CPU's numbers${speed ? `; in training ${speed}` : ''}`;
      return { name, works: true, tokensPerSecond: null, why };
    }
  } catch (error) {
    return { name, works: false, tokensPerSecond: null, why: (error as Error).message };
  }
  return { name, works: true, tokensPerSecond: base && (await decodeSpeed(base, threads)), why: 'always there' };
}

/** Tokens per second of the base model, over a few tokens. */
async function decodeSpeed(base: BaseModel, threads: number): Promise<number> {
  const decoder = await Decoder.open(base, null, { context: 256, threads, device: 'cpu' });
  try {
    const state = decoder.newState(null);
    const ids = [1, 2, 3];
    await decoder.read(state, ids);
    const started = performance.now();
    for (let i = 0; i < 16; i++) {
      ids.push(100 + i);
      await decoder.read(state, ids);
    }
    return 16_000 / (performance.now() - started);
  } finally {
    await decoder.dispose();
  }
}
