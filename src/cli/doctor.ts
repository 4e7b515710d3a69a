import fs from 'node:fs';
import type { Engine } from '../core/engine/engine.ts';
import { modelInfo } from '../core/model/base.ts';
import { isBuiltInModel } from '../core/model/sources/builtInId.ts';
import { isDefaultModel } from '../core/model/sources/default.ts';
import type { Printed } from './command.ts';

/** Checks everything that Ownhand depends on and says what works. Opens no connection. */
export async function doctor(engine: Engine): Promise<Printed> {
  const base = engine.model();
  const devices = await engine.devices();
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
      `model: ${modelState(base?.id)}`,
      `store: ${report.store}`,
    ].join('\n'),
  };
}

function modelState(id: string | undefined): string {
  if (id === undefined) return 'none yet; run ownhand model add default';
  if (!isBuiltInModel(id)) return id;
  return `${id}, the small one that comes with Ownhand; with a network, ownhand model add default gets a better one`;
}

function storeState(engine: Engine): string {
  const { restarted } = engine.store;
  return restarted ? 'damaged and reset; mine your writing again' : 'ok';
}
