/** A time-split evaluation of every system on one author's writing, with controls and intervals. */
import fs from 'node:fs';
import path from 'node:path';
import { OwnhandError, throwIfCancelled } from '../errors.ts';
import { mine } from '../history/mine.ts';
import { HistoryStore } from '../history/store.ts';
import type { StoredItem } from '../history/storedItem.ts';
import type { BaseModel } from '../model/base.ts';
import { asFileError } from '../model/file.ts';
import { loadProfile } from '../profile/profile.ts';
import type { LongCall } from '../progress.ts';
import type { GraphOptions } from '../train/session.ts';
import { type EvaluatedAdapter, type TrainSettings, trainFor } from './adapters.ts';
import type { Bench, Contestant } from './bench.ts';
import { frequentTags, neighbourTags } from './controls.ts';
import { measureCost } from './cost.ts';
import { noOutcomes } from './metrics.ts';
import { differencesBetween, type EvalResult, figuresOf } from './result.ts';
import { authorOf, splitByTime, spread } from './split.ts';
import { measureSuggestions } from './suggest.ts';
import { chooseSystems, chooseTasks } from './systems.ts';
import { TagKey } from './tagScore.ts';

export interface EvalOptions {
  /** Names of systems; all that can be had unless told. */
  systems?: string[];
  tasks?: string[];
  /** Share of the items, the earliest ones, that is history; 0.8 unless told. */
  split?: number;
  /** At most this many queries, evenly spread over those after the split. */
  limit?: number;
  /** A `.jsonl` of another author's items, for the wrong user's adapter. */
  others?: string;
  /** Decides training, places and resamples; 1 unless told. */
  seed?: number;
  train?: TrainSettings;
}

export interface EvalPlace extends GraphOptions, LongCall {
  base: BaseModel;
  /** The author's items; only read. */
  store: HistoryStore;
  /** A folder of its own is made in here, and removed at the end. */
  folder: string;
}

/**
 * Evaluates systems on an author's latest writing. History and queries are parted by time; training, profile and
 * retrieval work on a store of their own that holds the history alone. The same history, options, model, device and
 * threads give the same result.
 * @throws OwnhandError `bad-input` for options that cannot be met, `no-history`, `device`, `disk` or `cancelled`
 */
export async function evaluate(options: EvalOptions, place: EvalPlace): Promise<EvalResult> {
  const tasks = chooseTasks(options.tasks);
  const given = { taskAdapter: false, others: options.others !== undefined };
  const { systems, omitted } = chooseSystems(options.systems, tasks, given);
  const { split = 0.8, limit, seed = 1 } = options;
  const items = place.store.list();
  const { history, queries } = splitByTime(items, split);
  const asked = spread(queries, limit);
  const folder = makeFolder(place.folder);
  const stores: HistoryStore[] = [];
  const keep = (store: HistoryStore) => {
    stores.push(store);
    return store;
  };
  try {
    const store = keep(storeOf(history, path.join(folder, 'history.sqlite')));
    const wrong = systems.some(({ adapter }) => adapter === 'other');
    const others =
      wrong && options.others !== undefined
        ? keep(await readOthers(options.others, history.length, folder, place))
        : null;
    const { onProgress = () => {}, signal, base, device, threads } = place;

    const adapters: Record<string, EvaluatedAdapter> = {};
    const training = { base, folder, seed, settings: options.train ?? {}, device, threads, onProgress, signal };
    for (const system of systems) {
      throwIfCancelled(signal);
      if (system.adapter === 'own') adapters[system.name] = await trainFor(system, store, training);
      if (system.adapter === 'other') adapters[system.name] = await trainFor(system, others!, training);
    }

    const { habits, prose } = loadProfile(store);
    const tagKey = new TagKey(history, queries);
    const tokenizer = await base.tokenizer();
    const bench: Bench = {
      ...{ base, tokenizer, store, habits, prose, tagKey, tasks, seed, device, threads, onProgress, signal },
      queries: asked,
    };
    const contestants: Contestant[] = systems.map((system) => ({
      system,
      adapter: adapters[system.name]?.vector ?? null,
      outcomes: noOutcomes(),
    }));
    await measure(bench, contestants, Object.values(adapters)[0]?.layout ?? null);
    onProgress({ message: 'Comparing systems' });
    return {
      author: authorOf(items),
      history: history.length,
      queries: asked.length,
      systems: Object.fromEntries(contestants.map((each) => [each.system.name, figuresOf(each)])),
      differences: differencesBetween(contestants, seed),
      omitted,
      model: { id: base.id, sha256: base.manifest.sha256 },
      taskAdapter: null,
      adapters: Object.fromEntries(Object.entries(adapters).map(([name, { report }]) => [name, report])),
      settings: {
        split,
        limit: limit ?? null,
        seed,
        tasks,
        tagsPerQuery: tagKey.k,
        others: others && authorOf(others.list()),
        device,
        threads,
      },
    };
  } finally {
    for (const store of stores) store.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(bench: Bench, contestants: Contestant[], layout: EvaluatedAdapter['layout'] | null) {
  const writing = contestants.filter(({ system }) => system.by === 'model');
  if (bench.tasks.includes('completion') && writing.length > 0) await measureCost(bench, writing, layout);
  if (writing.length > 0) await measureSuggestions(bench, writing, layout);
  if (!bench.tasks.includes('tags')) return;
  const frequent = frequentTags(bench.store.list());
  for (const { system, outcomes } of contestants) {
    if (system.by === 'model') continue;
    for (const query of bench.queries) {
      if (bench.tagKey.wanted(query).size === 0) continue;
      const tags = system.by === 'tag-frequency' ? frequent : neighbourTags(bench.store, query);
      outcomes.tags.set(query.id, bench.tagKey.score(query, tags));
    }
  }
}

function makeFolder(parent: string): string {
  try {
    fs.mkdirSync(parent, { recursive: true, mode: 0o700 });
    return fs.mkdtempSync(path.join(parent, 'run-'));
  } catch (error) {
    throw asFileError(error, 'Making a folder for the evaluation');
  }
}

/** A store that holds just these items, in this order. */
function storeOf(items: readonly StoredItem[], file: string): HistoryStore {
  const store = HistoryStore.open(file);
  store.transaction(() => {
    for (const item of items) store.upsert(item);
  });
  return store;
}

/** Another author's items, mined as the author's own were; as many as the author has, the latest ones. */
async function readOthers(file: string, most: number, folder: string, call: LongCall): Promise<HistoryStore> {
  const mined = HistoryStore.open(path.join(folder, 'others-mined.sqlite'));
  try {
    await mine(mined, [file], call);
    const items = mined.list().slice(-most);
    if (items.length < 4) {
      throw new OwnhandError(
        'no-history',
        `The wrong user's adapter needs at least 4 items and "${path.basename(file)}" has ${items.length}; give another author's file.`,
      );
    }
    return storeOf(items, path.join(folder, 'others.sqlite'));
  } finally {
    mined.close();
  }
}
