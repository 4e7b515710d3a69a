/** The LaMP benchmark: each question has an answer, and a profile of what the same person wrote before. */
import fs from 'node:fs';
import path from 'node:path';
import type { TaskAdapter } from '../../core/adapter/taskAdapter.ts';
import { Decoder } from '../../core/generate/decoder.ts';
import { mine } from '../../core/history/mining/mine.ts';
import { HistoryStore } from '../../core/history/store/store.ts';
import type { BaseModel } from '../../core/model/base.ts';
import { loadProfile } from '../../core/profile/profile.ts';
import { OwnhandError, throwIfCancelled } from '../../core/support/errors.ts';
import type { LongCall } from '../../core/support/progress.ts';
import { Prompter } from '../../core/tasks/prompter.ts';
import type { WritingModel } from '../../core/tasks/writingModel.ts';
import type { GraphOptions } from '../../core/train/session.ts';
import { type PersonalAdapter, type TrainingPlace, type TrainSettings, trainPersonal } from '../adapters.ts';
import { pairedBootstrap } from '../bootstrap.ts';
import type { Contestant } from '../evalContext.ts';
import { enter } from '../lineup.ts';
import type { Row } from '../metrics.ts';
import type { Difference } from '../result.ts';
import { makeFolder, watchHistory } from '../scratch.ts';
import { spread } from '../split.ts';
import { COMPARISON_ORDER, SYSTEMS, type System } from '../systems.ts';
import { lampAnswer } from './answer.ts';
import type { LampQuestion } from './files.ts';
import { labelRow, lampMetrics, ratingRow, textRow } from './metrics.ts';
import type { LampName } from './names.ts';
import { type LampAsked, lampAsked, lampItem } from './tasks.ts';

export interface LampOptions {
  /** Names of systems; by default those without a personal adapter. One with it trains an adapter for each question. */
  systems?: string[];
  /** At most this many questions, evenly spread. */
  limit?: number;
  seed?: number;
  train?: TrainSettings;
}

export interface LampPlace extends GraphOptions, LongCall {
  base: BaseModel;
  task: TaskAdapter | null;
  /** A new folder is made in here, and removed at the end. */
  folder: string;
  /** The history of the home that the folder is in: if something is forgotten there, the folder goes. */
  history?: HistoryStore;
}

/** The findings of a run of the benchmark. */
export interface LampResult {
  lamp: LampName;
  questions: number;
  systems: Record<string, Record<string, number>>;
  /** Every pair of systems, the one that knows more as `a`; 95 % intervals over questions. */
  differences: LampDifference[];
  /** Questions whose profile was too short for an adapter; there the personal systems answer without one. */
  untrained: number;
  model: { id: string; sha256: string };
  taskAdapter: string | null;
  settings: { limit: number | null; seed: number; device: string; threads: number };
}

type LampDifference = Omit<Difference, 'task'>;

const CONTEXT = 1024;

/**
 * Answers the questions of a LaMP task under each system. A question's profile is mined into a history of its own.
 * @throws OwnhandError `bad-input`, `device`, `disk` or `cancelled`
 */
export async function evaluateLamp(
  lamp: LampName,
  all: readonly LampQuestion[],
  options: LampOptions,
  given: LampPlace,
): Promise<LampResult> {
  const { limit, seed = 1 } = options;
  const forgetting = given.history && watchHistory(given.history);
  const place: LampPlace & Pick<TrainingPlace, 'forgetting' | 'onProgress'> = {
    ...given,
    forgetting,
    onProgress: (progress) => {
      forgetting?.check();
      given.onProgress?.(progress);
    },
  };
  const { base, task, device, threads, onProgress, signal } = place;
  const systems = lampSystems(options.systems, task !== null);
  const questions = spread(all, limit);
  const asked = questions.map((question) => lampAsked(lamp, question));
  const labels = labelsOf(lamp, asked);
  const rows = new Map(systems.map(({ name }) => [name, [] as Row[]]));
  const folder = makeFolder(place.folder);
  let decoder: Decoder | undefined;
  let untrained = 0;
  try {
    for (const [index, question] of questions.entries()) {
      throwIfCancelled(signal);
      onProgress({ message: `Answering ${lamp}`, done: index, total: questions.length });
      const scratch = path.join(folder, String(index));
      fs.mkdirSync(scratch);
      const store = await profileStore(question, scratch, place);
      try {
        const own = systems.some(({ adapter }) => adapter === 'own') && (await trainOn(store, scratch, options, place));
        if (own === null) untrained++;
        const entered = own ? systems : systems.map((system): System => ({ ...system, adapter: 'none' }));
        const { contestants, layout } = enter(entered, own ? { own } : {}, place);
        if (!decoder || decoder.layout?.length !== layout?.length) {
          await decoder?.dispose();
          decoder = await Decoder.open(base, layout, { context: CONTEXT, threads, device: 'cpu' });
        }
        for (const contestant of contestants) {
          const { conditioning, name } = contestant.system;
          const writer = await writerFor(contestant, store, decoder, base);
          const answer = await lampAnswer(asked[index], { writer, store, conditioning, signal });
          rows.get(name)!.push(rowOf(lamp, answer, question.gold, labels));
        }
      } finally {
        store.close();
      }
      fs.rmSync(scratch, { recursive: true });
    }
  } catch (error) {
    // Any failure has this cause.
    forgetting?.check();
    throw error;
  } finally {
    await decoder?.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const metrics = lampMetrics(lamp, labels);
  return {
    lamp,
    questions: questions.length,
    systems: Object.fromEntries(
      [...rows].map(([name, list]) => [
        name,
        { ...Object.fromEntries(metrics.map((metric) => [metric.name, metric.of(list)])), n: list.length },
      ]),
    ),
    differences: differences(rows, metrics, seed),
    untrained,
    model: { id: base.id, sha256: base.manifest.sha256 },
    taskAdapter: task?.sha256 ?? null,
    settings: { limit: limit ?? null, seed, device, threads },
  };
}

function lampSystems(wanted: readonly string[] | undefined, taskAdapter: boolean): System[] {
  const possible = SYSTEMS.filter(({ by, adapter, ngrams }) => by === 'model' && adapter !== 'other' && !ngrams).filter(
    ({ name }) => taskAdapter || name !== 'task',
  );
  const unknown = wanted?.find((name) => !possible.some((system) => system.name === name));
  if (unknown !== undefined) {
    const names = possible.map(({ name }) => name).join(', ');
    throw new OwnhandError('bad-input', `The system "${unknown}" cannot answer LaMP here; choose among ${names}.`);
  }
  return possible.filter(({ name, adapter }) => (wanted ? wanted.includes(name) : adapter === 'none'));
}

/** Every label that exists: those of the questions, in the order of their first mention. */
function labelsOf(lamp: LampName, asked: readonly LampAsked[]): string[] {
  if (lamp === 'LaMP-1') return ['[1]', '[2]'];
  return [...new Set(asked.flatMap((question) => (question.kind === 'label' ? question.labels : [])))];
}

function rowOf(lamp: LampName, answer: string, gold: string, labels: readonly string[]): Row {
  if (lamp === 'LaMP-1' || lamp === 'LaMP-2') return labelRow(answer, gold, labels);
  return lamp === 'LaMP-3' ? ratingRow(answer, gold) : textRow(answer, gold);
}

/** A store of the question's profile, read like any other writing. */
async function profileStore({ profile }: LampQuestion, folder: string, call: LongCall): Promise<HistoryStore> {
  const items = profile.flatMap((item, index) => lampItem(item, index) ?? []);
  const file = path.join(folder, 'profile.jsonl');
  fs.writeFileSync(file, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const store = HistoryStore.open(path.join(folder, 'history.sqlite'));
  await mine(store, [file], { signal: call.signal });
  return store;
}

/** An adapter for the person; null if the profile is too short for one. */
async function trainOn(
  store: HistoryStore,
  folder: string,
  { seed = 1, train: settings = {} }: LampOptions,
  {
    base,
    task,
    device,
    threads,
    forgetting,
    onProgress,
    signal,
  }: LampPlace & Pick<TrainingPlace, 'forgetting' | 'onProgress'>,
): Promise<PersonalAdapter | null> {
  const place = { base, under: task, folder, seed, settings, device, threads, forgetting, onProgress, signal };
  try {
    return await trainPersonal('own', store, place);
  } catch (error) {
    if (OwnhandError.is(error, 'no-history')) return null;
    throw error;
  }
}

async function writerFor(
  { system: { conditioning }, adapter }: Contestant,
  store: HistoryStore,
  decoder: Decoder,
  base: BaseModel,
): Promise<WritingModel> {
  const tokenizer = await base.tokenizer();
  const { prose, habits } = loadProfile(store);
  const state = decoder.newState(adapter);
  return {
    decoder,
    tokenizer,
    prompter: new Prompter(store, tokenizer, { profile: prose, retrieval: true }).only(conditioning),
    states: { complete: state, title: state, tags: state },
    titleHabits: conditioning.profile ? habits.title : undefined,
  };
}

function differences(
  rows: ReadonlyMap<string, Row[]>,
  metrics: ReturnType<typeof lampMetrics>,
  seed: number,
): LampDifference[] {
  const order = COMPARISON_ORDER.filter((name) => rows.has(name));
  return metrics.flatMap(({ name: metric, better, of }) =>
    order.flatMap((a, index) =>
      order.slice(0, index).map((b) => {
        const [ours, theirs] = [rows.get(a)!, rows.get(b)!];
        return { metric, better, a, b, ...pairedBootstrap(ours, theirs, of, seed), n: ours.length };
      }),
    ),
  );
}
