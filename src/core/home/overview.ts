/** What there is and how much disk space it takes, for a person to look at and to delete. */
import { learntBy } from '../adapter/learnt.ts';
import type { AdapterStore } from '../adapter/store.ts';
import type { SourceCount, WritingMonth } from '../history/store/itemCounts.ts';
import type { HistoryStore } from '../history/store/store.ts';
import { type BaseModel, listModels } from '../model/base.ts';
import { heldOutCount } from '../train/materials.ts';

import { bytesOf, sizeOf } from './upkeep.ts';

const REST = ['embeddings', 'training', 'evaluations', 'exports'] as const;

/** What there is and how much disk space it takes. */
export interface OverviewResult {
  months: WritingMonth[];
  sources: SourceCount[];
  /** Documents that an adapter trained now would learn from and the newest one of this base has not learned from. */
  unlearnt: number;
  /** Bytes on the disk; `rest` is embeddings, checkpoints and evaluations. */
  disk: {
    history: number;
    rest: number;
    models: { id: string; bytes: number }[];
    adapters: { name: string; bytes: number }[];
  };
}

interface OverviewParts {
  home: string;
  modelsFolder: string;
  store: HistoryStore;
  adapters: AdapterStore;
  /** The base model in use, or null. */
  base: BaseModel | null;
}

export function overviewOf({ home, modelsFolder, store, adapters, base }: OverviewParts): OverviewResult {
  return {
    months: store.counts.months(),
    sources: store.counts.sources(),
    unlearnt: unlearnt(store, adapters, base),
    disk: {
      history: sizeOf(home, 'history') + sizeOf(home, 'ngrams'),
      rest: REST.reduce((sum, place) => sum + sizeOf(home, place), 0),
      models: listModels(modelsFolder).map(({ id, folder }) => ({ id, bytes: bytesOf(folder) })),
      adapters: adapters.list().map(({ name }) => ({
        name,
        bytes: adapters.foldersOf(name).reduce((sum, folder) => sum + bytesOf(folder), 0),
      })),
    },
  };
}

/**
 * How many of the items to learn from, leaving aside the latest ones, which judge it, the newest adapter does not know.
 */
function unlearnt(store: HistoryStore, adapters: AdapterStore, base: BaseModel | null): number {
  const ids = store.counts.idsByTime();
  const past = ids.slice(0, ids.length - heldOutCount(ids.length));
  const newest = adapters.list().find(({ items, baseSha256 }) => items > 0 && baseSha256 === base?.manifest.sha256);
  if (!newest) return past.length;
  const hasLearnt = learntBy(adapters.record(newest.name));
  return past.filter((id) => !hasLearnt(id)).length;
}
