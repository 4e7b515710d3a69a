import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { time } from '../../src/cli/output.ts';
import { AdapterStore } from '../../src/core/adapter/store.ts';
import { loadTaskAdapter, type TaskAdapter } from '../../src/core/adapter/taskAdapter.ts';
import { mine } from '../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../src/core/history/store/store.ts';
import type { StoredItem } from '../../src/core/history/store/storedItem.ts';
import { type BaseModel, listModels } from '../../src/core/model/base.ts';
import { findDefaultModel } from '../../src/core/model/sources/default.ts';
import { OwnhandError } from '../../src/core/support/errors.ts';
import type { Progress } from '../../src/core/support/progress.ts';
import { settingsOf, shapeOf } from '../../src/core/train/settings.ts';
import {
  type AdapterReport,
  type Lessons,
  type PersonalAdapter,
  type TrainSettings,
  trainPersonal,
} from '../../src/evaluate/adapters.ts';
import { type EvalOptions, type EvalPlace, evaluate } from '../../src/evaluate/evaluate.ts';
import { type AuthorRows, rowsOf } from '../../src/evaluate/macro.ts';
import type { EvalResult } from '../../src/evaluate/result.ts';
import { storeOf } from '../../src/evaluate/scratch.ts';
import { splitByTime } from '../../src/evaluate/split.ts';
import type { Author, StudyOptions } from './options.ts';

/** What is kept of a job: redone only if its settings have changed. */
interface Kept<T> {
  /** Hash of everything that decides the value. */
  settings: string;
  /** Version of the sources it was made with. */
  commit: string;
  seconds: number;
  value: T;
}

/** The result of an author's evaluation, with every query's rows. */
export interface AuthorResult extends AuthorRows {
  kind: string;
  result: EvalResult;
}

/** A part of a history, by its name. */
export interface Part {
  key: string;
  of: (history: StoredItem[]) => StoredItem[];
}

/** An adapter of the study. */
export interface Training {
  /** Name of the folder, and of the adapter where it is shown. */
  name: string;
  author: Author;
  /** How much of the history it learns from; all by default. */
  part?: Part;
  /** What prompts show and teach; everything by default. */
  lessons?: Lessons;
  train?: TrainSettings;
  seed?: number;
}

/** Systems under which keystrokes are counted. */
const TYPED = ['base', 'task+rag+profile', 'oppu+rag+profile', 'wrong-user'];
/** Share of an author's items that is history. */
export const SPLIT = 0.8;

/** A study's work folder and everything it is based on. What was done before with the same settings is not redone. */
export class Study {
  readonly options: StudyOptions;
  readonly base: BaseModel;
  readonly task: TaskAdapter | null;
  readonly threads: number;
  readonly #commit: string;
  readonly #show: (progress: Progress) => void;
  readonly #stores = new Map<string, HistoryStore>();

  static async open(options: StudyOptions, show: (progress: Progress) => void): Promise<Study> {
    const models = path.join(options.home, 'models');
    const base = findDefaultModel(models) ?? listModels(models)[0];
    if (!base) throw new OwnhandError('no-model', 'There is no base model; run "ownhand model add default" first.');
    fs.mkdirSync(options.work, { recursive: true });
    return new Study(options, base, await loadTaskAdapter(base), show);
  }

  private constructor(
    options: StudyOptions,
    base: BaseModel,
    task: TaskAdapter | null,
    show: (progress: Progress) => void,
  ) {
    this.options = options;
    this.base = base;
    this.task = task;
    this.threads = options.threads ?? Math.max(1, Math.min(8, os.availableParallelism()));
    this.#commit = sourceVersion();
    this.#show = show;
  }

  close(): void {
    for (const store of this.#stores.values()) store.close();
    this.#stores.clear();
  }

  /** All of an author's items, mined once. */
  async items(author: Author): Promise<HistoryStore> {
    let store = this.#stores.get(author.name);
    if (!store) {
      const folder = this.#folder(author);
      store = HistoryStore.open(path.join(folder, 'mined.sqlite'));
      this.#stores.set(author.name, store);
      await mine(store, [author.file], { onProgress: this.#show });
    }
    return store;
  }

  /** The author's adapter, trained on the history before the split alone. */
  async train(training: Training): Promise<PersonalAdapter> {
    const { name, author, part, lessons, seed = this.options.seed } = training;
    const settings = { ...this.options.train, ...training.train };
    const folder = this.#folder(author);
    const adapters = new AdapterStore(path.join(folder, 'adapters'));
    const file = path.join(folder, 'adapters', `${name}.json`);
    const hash = this.#hash({
      author: contentHash(author.file),
      part: part?.key,
      lessons,
      settings: this.#whole(settings),
      seed,
    });
    const done = readKept<AdapterReport>(file, hash);
    if (done) {
      const { layout, vector } = adapters.load(name, this.base);
      return { adapter: { layout, vector }, report: done.value };
    }
    const started = performance.now();
    const { history } = splitByTime((await this.items(author)).list(), SPLIT);
    const scratch = fs.mkdtempSync(path.join(folder, 'training-'));
    const store = storeOf(part ? part.of(history) : history, path.join(scratch, 'history.sqlite'));
    try {
      const { base, task, threads } = this;
      const place = { base, under: task, folder, seed, settings, lessons, device: 'cpu', threads } as const;
      const onProgress = (progress: Progress) =>
        this.#show({ ...progress, message: `${author.name}: ${progress.message}` });
      const trained = await trainPersonal(name, store, { ...place, onProgress });
      this.#keep(file, hash, started, trained.report);
      return trained;
    } finally {
      store.close();
      fs.rmSync(scratch, { recursive: true, force: true });
    }
  }

  /**
   * Evaluates systems for an author with adapters that were trained before.
   * @param name of the file it is kept in
   * @param key identifies adapters and items, as far as options do not
   */
  async evaluate(
    name: string,
    author: Author,
    key: unknown,
    options: EvalOptions,
    adapters: () => Promise<Pick<EvalPlace, 'trained' | 'part'>>,
  ): Promise<AuthorResult> {
    const { limit, tasks, keystrokes, graded, seed, train } = this.options;
    const folder = this.#folder(author);
    const file = this.#resultFile(name, author);
    const typed = { limit: keystrokes, systems: TYPED };
    const settings = { limit, tasks, keystrokes: typed, graded, seed, ...options };
    const hash = this.#hash({ author: contentHash(author.file), key, settings, train: this.#whole(train) });
    const done = readKept<AuthorResult>(file, hash);
    if (done) return done.value;
    const started = performance.now();
    const { base, task, threads } = this;
    const { result, contestants } = await evaluate(settings, {
      ...{ base, task, store: await this.items(author), folder: path.join(folder, 'eval'), device: 'cpu', threads },
      ...(await adapters()),
      onProgress: (progress) => this.#show({ ...progress, message: `${author.name}: ${progress.message}` }),
    });
    const value = { author: author.name, kind: author.kind, result, rows: rowsOf(contestants) };
    this.#keep(file, hash, started, value);
    return value;
  }

  /** Every existing result with this name, whatever its settings, with the versions they were made with. */
  results(name: string): { results: AuthorResult[]; commits: string[] } {
    const kept = this.options.authors.flatMap((author) => {
      const file = this.#resultFile(name, author);
      return fs.existsSync(file) ? [JSON.parse(fs.readFileSync(file, 'utf8')) as Kept<AuthorResult>] : [];
    });
    return { results: kept.map(({ value }) => value), commits: [...new Set(kept.map(({ commit }) => commit))] };
  }

  #folder(author: Author): string {
    const folder = path.join(this.options.work, 'authors', author.name);
    fs.mkdirSync(path.join(folder, 'adapters'), { recursive: true });
    return folder;
  }

  /** Figures alone and none of anybody's text, so that these files can be kept where others see them. */
  #resultFile(name: string, author: Author): string {
    return path.join(this.options.results, name, `${author.name}.json`);
  }

  /** Settings of training including all defaults, so that changed defaults make other adapters. */
  #whole(settings: TrainSettings): unknown {
    return { ...settings, ...settingsOf(settings), shape: shapeOf(settings, this.base.manifest.config.layers) };
  }

  #hash(settings: unknown): string {
    const { base, task } = this;
    return sha256(JSON.stringify({ base: base.manifest.sha256, task: task?.sha256 ?? null, settings }));
  }

  #keep(file: string, settings: string, started: number, value: unknown): void {
    const seconds = Math.round((performance.now() - started) / 1000);
    const kept: Kept<unknown> = { settings, commit: this.#commit, seconds, value };
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.new`, JSON.stringify(kept));
    fs.renameSync(`${file}.new`, file);
  }
}

/** Does one job after the other and says how long the rest will take. */
export async function inTurn<T>(
  what: string,
  jobs: readonly T[],
  work: (job: T) => Promise<unknown>,
  nameOf: (job: T) => string,
): Promise<void> {
  const started = performance.now();
  for (const [index, job] of jobs.entries()) {
    const before = performance.now();
    await work(job);
    const now = performance.now();
    const left = ((now - started) / (index + 1)) * (jobs.length - index - 1);
    const took = time((now - before) / 1000);
    process.stderr.write(
      `\n[${index + 1}/${jobs.length}] ${what} ${nameOf(job)}: ${took}; about ${time(left / 1000)} left\n`,
    );
  }
}

function readKept<T>(file: string, settings: string): Kept<T> | null {
  if (!fs.existsSync(file)) return null;
  const kept = JSON.parse(fs.readFileSync(file, 'utf8')) as Kept<T>;
  return kept.settings === settings ? kept : null;
}

function contentHash(file: string): string {
  return sha256(fs.readFileSync(file));
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The commit of the sources, marked if they differ from it; nothing outside a repository. */
function sourceVersion(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git('status', '--porcelain', '--', '../../src/core').trim() !== '';
    return git('rev-parse', '--short', 'HEAD').trim() + (changed ? '+' : '');
  } catch {
    return 'unknown';
  }
}
