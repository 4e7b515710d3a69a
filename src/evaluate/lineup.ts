import type { Adapter, AdapterLayout } from '../core/adapter/layout.ts';
import { Stack } from '../core/adapter/stack.ts';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import type { BaseModel } from '../core/model/base.ts';
import type { PersonalAdapter } from './adapters.ts';
import type { Contestant } from './evalContext.ts';
import { noOutcomes } from './metrics.ts';
import type { System } from './systems.ts';

/** Personal adapters by whose they are. */
export interface Personal {
  own?: PersonalAdapter;
  /** The other author's n-grams are made from `history`. */
  other?: PersonalAdapter & { author: string; history: StoredItem[] };
}

interface Place {
  base: BaseModel;
  task: Adapter | null;
}

export interface Lineup {
  contestants: Contestant[];
  /** Of all the contestants' adapters; null if there is none. */
  layout: AdapterLayout | null;
}

/** Gives every system its adapter, as one vector of the layout that all share. */
export function enter(systems: readonly System[], { own, other }: Personal, { base, task }: Place): Lineup {
  const personal = own?.adapter ?? other?.adapter;
  const stack = personal && new Stack(base.manifest.config, task, personal.layout);
  const layout = stack?.layout ?? task?.layout ?? null;
  const under = stack && personal ? stack.join(new Float32Array(personal.vector.length)) : (task?.vector ?? null);
  const vectorOf = ({ adapter, task: standsOnTask }: System): Float32Array | null => {
    if (adapter === 'none') return standsOnTask ? under : null;
    return stack!.join((adapter === 'own' ? own : other)!.adapter.vector);
  };
  const contestants = systems.map(
    (system): Contestant => ({
      system,
      adapter: vectorOf(system),
      plain: system.adapter === 'none' ? undefined : (under ?? undefined),
      outcomes: noOutcomes(),
      cpuMs: [],
      calibration: ({ none: undefined, own, other } as const)[system.adapter]?.calibration,
    }),
  );
  return { contestants, layout };
}
