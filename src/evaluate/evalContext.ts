import type { HistoryStore } from '../core/history/store/store.ts';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import type { BaseModel } from '../core/model/base.ts';
import type { Tokenizer } from '../core/model/tokenizer/tokenizer.ts';
import type { OwnNgrams } from '../core/ngram/ownNgrams.ts';
import type { Habits } from '../core/profile/habits.ts';
import { loadProfile } from '../core/profile/profile.ts';
import type { LongCall, Progress } from '../core/support/progress.ts';
import type { CalibrationFigures } from '../core/tasks/complete/calibration.ts';
import type { Speed } from '../core/tasks/complete/policy/speed.ts';
import { type About, type Conditioning, Prompter } from '../core/tasks/prompter.ts';
import type { GraphOptions } from '../core/train/session.ts';
import type { Outcomes } from './metrics.ts';
import type { System, Task } from './systems.ts';
import { TagKey } from './tagScore.ts';

/** Where keystrokes are counted, which takes the most time. */
interface KeystrokeQuestions {
  queries: StoredItem[];
  /** Names of the systems that are asked; all by default. */
  systems?: readonly string[];
}

/** How queries are typed key by key. */
export interface TypingQuestions {
  speed: Speed;
  /** Word beginnings of each query that are typed. */
  places: number;
}

/** What is asked, and what may be known. */
interface Questions {
  /** Contains only the items before the split: whatever is made from it knows nothing about a query. */
  store: HistoryStore;
  /** The queries that are asked. */
  queries: StoredItem[];
  keystrokes: KeystrokeQuestions;
  /** Characters of a query that are graded; its beginning says enough, and a book would take hours. */
  graded: number;
  tasks: Task[];
  typing: TypingQuestions;
  seed: number;
}

/** What every measurement of an evaluation works with. */
export interface EvalContext extends Questions, GraphOptions {
  base: BaseModel;
  tokenizer: Tokenizer;
  /** Measured over the store. */
  habits: Habits;
  prose: string;
  tagKey: TagKey;
  onProgress: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Somebody's n-grams, in the form in which a system mixes them in. */
interface SystemNgrams {
  /** @param tokens of the document so far */
  over(tokens: readonly number[], about: About): OwnNgrams;
}

/** A system with its adapter's vector (null for none) and its results so far. */
export interface Contestant {
  system: System;
  adapter: Float32Array | null;
  /** The same without the personal adapter, if there is one: for one of its titles, serving leans away from it. */
  plain?: Float32Array;
  outcomes: Outcomes;
  /** Calibration of its adapter's probabilities; the usual curve if unknown. */
  calibration?: CalibrationFigures;
  /** Milliseconds of processor time of its requests for ghost text. */
  cpuMs: number[];
  /** The n-grams that are mixed in; absent if none are. */
  ngrams?: SystemNgrams;
}

/** @param later everything after the split, asked or not: it decides which tags can be known */
export async function makeEvalContext(
  questions: Questions,
  later: readonly StoredItem[],
  { base, device, threads, onProgress = () => {}, signal }: GraphOptions & LongCall & { base: BaseModel },
): Promise<EvalContext> {
  const { habits, prose } = loadProfile(questions.store);
  const tagKey = new TagKey(questions.store.list(), later);
  const tokenizer = await base.tokenizer();
  return { ...questions, base, tokenizer, habits, prose, tagKey, device, threads, onProgress, signal };
}

/** The prompter for a system. */
export function prompterFor(context: EvalContext, { profile, retrieval }: Conditioning): Prompter {
  return new Prompter(context.store, context.tokenizer, knowledge(context, { profile, retrieval }));
}

export function knowledge({ prose }: Pick<EvalContext, 'prose'>, { profile, retrieval }: Conditioning) {
  return { profile: profile ? prose : '', retrieval };
}
