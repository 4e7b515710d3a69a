import path from 'node:path';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { freshAdapter } from '../../../src/core/train/trainer.ts';

/** Puts a LoRA adapter (r = 8 on q and v of all blocks) into a home that a benchmark owns, and switches it on. */
export function switchAdapterOn(home: string, base: BaseModel): void {
  const { config, sha256 } = base.manifest;
  const rank = 8;
  const targets = ['q_proj' as const, 'v_proj' as const];
  const layout = loraLayout(config, { rank, alpha: 8, targets, firstLayer: 0, lastLayer: config.layers });
  const adapters = new AdapterStore(path.join(home, 'adapters'));
  adapters.save(
    {
      name: 'bench',
      method: 'lora',
      base: base.id,
      baseSha256: sha256,
      task: null,
      rank,
      parameters: layout.length,
      created: new Date(0).toISOString(),
      items: 0,
      heldout: null,
      scale: null,
    },
    { layout, vector: freshAdapter(layout, 1) },
    config,
  );
  adapters.use('bench');
}
