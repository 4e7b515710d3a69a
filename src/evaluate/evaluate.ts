/** A time-split evaluation of every system on one author's writing, with controls and intervals. */
import fs from 'node:fs';
import path from 'node:path';
import type { TaskAdapter } from '../core/adapter/taskAdapter.ts';
import { mine } from '../core/history/mining/mine.ts';
import { HistoryStore } from '../core/history/store/store.ts';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import type { BaseModel } from '../core/model/base.ts';
import { OwnhandError, throwIfCancelled } from '../core/support/errors.ts';
import type { LongCall, Progress } from '../core/support/progress.ts';
import type { GraphOptions } from '../core/train/session.ts';
import { type TrainingPlace, type TrainSettings, trainPersonal } from './adapters.ts';
import { type Contestant, makeEvalContext, type TypingQuestions } from './evalContext.ts';
import { enter, type Personal } from './lineup.ts';
import { measure } from './measure.ts';
import { mixNgrams } from './ngrams.ts';
import { differencesBetween, type EvalResult, figuresOf } from './result.ts';
import { makeFolder, storeOf, watchHistory } from './scratch.ts';
import { authorOf, splitByTime, spread } from './split.ts';
import { chooseSystems, chooseTasks, type System } from './systems.ts';

export interface EvalOptions {
  /** Names of systems; all available ones by default. */
  systems?: string[];
  tasks?: string[];
  /** Share of the items, the earliest ones, that is history; 0.8 by default. */
  split?: number;
  /** At most this many queries, evenly spread over those after the split. */
  limit?: number;
  /** Keystrokes take the most time, so they can be counted at fewer queries and under fewer systems. */
  keystrokes?: { limit?: number; systems?: string[] };
  /** Typing key by key: by default `normal`, and 24 word beginnings of each query. */
  typing?: Partial<TypingQuestions>;
  /** Characters of each query that are graded in bits per byte; 4000 by default. */
  graded?: number;
  /** A `.jsonl` of another author's items, for the wrong user's adapter. */
  others?: string;
  /** Decides training, places and resamples; 1 by default. */
  seed?: number;
  train?: TrainSettings;
}

export interface EvalPlace extends GraphOptions, LongCall {
  base: BaseModel;
  /** The frozen task adapter of this base, if there is one. */
  task: TaskAdapter | null;
  /** The author's items; only read. */
  store: HistoryStore;
  /** A new folder is made in here, and removed at the end. */
  folder: string;
  /** Which parts of the history adapters, retrieval and profile know; all by default. */
  part?: { of: (history: StoredItem[]) => StoredItem[] };
  /** Adapters that were trained before on what they may see, so that none is trained for this evaluation. */
  trained?: Personal;
}

/** The result, and its source: every system with its result at each query. */
export interface Evaluation {
  result: EvalResult;
  contestants: Contestant[];
}

/**
 * Evaluates systems on an author's latest writing. History and queries are separated by time; training, profile and
 * retrieval work on a store of their own that contains the history alone. The same history, options, model, device and
 * threads give the same result.
 * @throws OwnhandError `bad-input` for options that cannot be met, `no-history`, `device`, `disk` or `cancelled`
 */
export async function evaluate(options: EvalOptions, given: EvalPlace): Promise<Evaluation> {
  const forgetting = watchHistory(given.store);
  const onProgress = (progress: Progress) => {
    forgetting.check();
    given.onProgress?.(progress);
  };
  const place = { ...given, onProgress, forgetting };
  const { base, task, part, trained = {}, device, threads } = place;
  const { split = 0.8, limit, keystrokes = {}, graded = 4000, seed = 1 } = options;
  const tasks = chooseTasks(options.tasks);
  const others = options.others !== undefined || trained.other !== undefined;
  const { systems, omitted } = chooseSystems(options.systems, tasks, { taskAdapter: task !== null, others });
  const items = place.store.list();
  const { history: before, queries } = splitByTime(items, split);
  const history = part ? part.of(before) : before;
  const asked = spread(queries, limit);
  const folder = makeFolder(place.folder);
  let store: HistoryStore | undefined;
  try {
    store = storeOf(history, path.join(folder, 'history.sqlite'));
    forgetting.check();
    const adapters = await adaptersFor(systems, store, folder, options, place);
    const { contestants, layout } = enter(systems, adapters, place);
    const typed = {
      queries: keystrokes.limit === 0 ? [] : spread(asked, keystrokes.limit),
      systems: keystrokes.systems,
    };
    const typing = { speed: 'normal', places: 24, ...options.typing } as const;
    const questions = { store, queries: asked, keystrokes: typed, typing, graded, tasks, seed };
    const context = await makeEvalContext(questions, queries, place);
    await mixNgrams(contestants, adapters, context);
    await measure(context, contestants, layout);
    onProgress({ message: 'Comparing systems' });
    const reports = Object.entries(adapters).map(([whose, { report }]) => [whose, report] as const);
    const result: EvalResult = {
      author: authorOf(items),
      history: history.length,
      queries: asked.length,
      systems: Object.fromEntries(contestants.map((each) => [each.system.name, figuresOf(each, seed)])),
      differences: differencesBetween(contestants, seed),
      omitted,
      model: { id: base.id, sha256: base.manifest.sha256 },
      taskAdapter: task?.sha256 ?? null,
      adapters: Object.fromEntries(reports),
      settings: {
        split,
        limit: limit ?? null,
        graded,
        seed,
        tasks,
        tagsPerQuery: context.tagKey.k,
        others: adapters.other?.author ?? null,
        device,
        threads,
      },
    };
    return { result, contestants };
  } catch (error) {
    // Any failure has this cause.
    forgetting.check();
    throw error;
  } finally {
    store?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The adapters that systems need: those handed in, or trained here on the history and on another author's items. */
async function adaptersFor(
  systems: readonly System[],
  store: HistoryStore,
  folder: string,
  options: EvalOptions,
  place: EvalPlace & Pick<TrainingPlace, 'forgetting' | 'onProgress'>,
): Promise<Personal> {
  const { base, task, trained = {}, device, threads, forgetting, onProgress, signal } = place;
  const { seed = 1, train: settings = {} } = options;
  const training = { base, under: task, folder, seed, settings, device, threads, forgetting, onProgress, signal };
  const out: Personal = {};
  if (systems.some(({ adapter }) => adapter === 'own')) {
    throwIfCancelled(signal);
    out.own = trained.own ?? (await trainPersonal('own', store, training));
  }
  if (systems.some(({ adapter }) => adapter === 'other')) {
    throwIfCancelled(signal);
    out.other = trained.other;
    if (!out.other) {
      const others = await readOthers(options.others!, store.count(), folder, place);
      try {
        const history = others.list();
        out.other = { ...(await trainPersonal('other', others, training)), author: authorOf(history), history };
      } finally {
        others.close();
      }
    }
  }
  return out;
}

/** Another author's items, mined like the author's own; as many as the author has, the latest ones. */
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
