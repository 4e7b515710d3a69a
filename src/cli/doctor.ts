import fs from 'node:fs';
import type { Engine } from '../core/engine.ts';
import { Decoder } from '../core/generate/decoder.ts';
import { modelInfo } from '../core/model/base.ts';
import { isDefaultModel } from '../core/model/default.ts';
import { type Device, runtime } from '../core/model/graph/runtime.ts';
import { checkDevice } from '../core/train/selfCheck.ts';
import type { Printed } from './commands.ts';

interface DeviceReport {
  name: Device;
  works: boolean;
  /** Decoding speed; null where it was not measured. */
  tokensPerSecond: number | null;
  why: string;
}

/** Looks at everything Ownhand stands on and says what works. Opens no connection. */
export async function doctor(engine: Engine): Promise<Printed> {
  const base = engine.model();
  const ort = await runtime();
  // Others need libraries that do not come with the package.
  const names = ort.listSupportedBackends().filter(({ bundled }) => bundled);
  const devices: DeviceReport[] = [];
  for (const { name } of names) devices.push(await examine(name as Device, engine));
  const stats = fs.statfsSync(engine.home);
  const report = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    devices,
    model: base && modelInfo(base.manifest, isDefaultModel(base.id)),
    store: storeState(engine),
    disk: { home: engine.home, freeMb: Math.round((stats.bavail * stats.bsize) / 1e6) },
    network: 'none',
  };
  const lines = devices.map(({ name, works, why }) => `${name}: ${works ? 'works' : 'not used'} (${why})`);
  return {
    json: report,
    text: [
      `Node ${report.node} on ${report.platform}`,
      ...lines,
      `model: ${base?.id ?? 'none yet; run ownhand model add default'}`,
      `store: ${report.store}`,
    ].join('\n'),
  };
}

function storeState(engine: Engine): string {
  const { restarted } = engine.store;
  return restarted ? 'damaged and started anew; mine your writing again' : 'ok';
}

async function examine(name: Device, engine: Engine): Promise<DeviceReport> {
  try {
    await checkDevice(name, engine.threads, engine.model()?.manifest.config);
  } catch (error) {
    return { name, works: false, tokensPerSecond: null, why: (error as Error).message };
  }
  if (name !== 'cpu') return { name, works: true, tokensPerSecond: null, why: "gives the CPU's numbers" };
  const tokensPerSecond = await decodeSpeed(engine);
  return { name, works: true, tokensPerSecond, why: 'always there' };
}

/** Tokens a second of the base model, over a few tokens; null without a model. */
async function decodeSpeed(engine: Engine): Promise<number | null> {
  const base = engine.model();
  if (!base) return null;
  const decoder = await Decoder.open(base, null, { context: 256, threads: engine.threads, device: 'cpu' });
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
