/** The messages between the extension and the side bar's pages. The pages import only the types. */

import * as v from 'valibot';
import type { HeldOut } from '../../core/adapter/heldout.ts';
import type { SourceCount, WritingMonth } from '../../core/history/store/itemCounts.ts';
import type { OverviewResult } from '../../core/home/overview.ts';
import { isBuiltInModel } from '../../core/model/sources/builtInId.ts';
import { HABIT_NAMES, type HabitName, MAX_PROSE } from '../../core/profile/habitNames.ts';
import type { Habits } from '../../core/profile/habits.ts';
import type { Saying } from '../../core/profile/sayings.ts';
import { SPEED_NAMES, type Speed } from '../../core/tasks/complete/policy/speed.ts';
import { LENGTHS, type Length } from '../../core/tasks/complete/rule.ts';
import type { TrainProgress } from '../../core/train/place.ts';
import type { LossPoint, Snapshot, Unfinished } from '../state.ts';
import type { Verdict } from '../training/verdict.ts';

/** The views of the side bar from top to bottom; their ids begin with `ownhand.`. */
export const VIEWS = ['suggestions', 'notes', 'style', 'storage'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Commands that the pages' buttons run. */
const VIEW_COMMANDS = [
  'ownhand.learn',
  'ownhand.addModel',
  'ownhand.mine',
  'ownhand.train',
  'ownhand.stop',
  'ownhand.startWriting',
  'ownhand.pauseTraining',
  'ownhand.resumeTraining',
  'ownhand.cancelTraining',
  'ownhand.importAdapter',
  'ownhand.showRead',
  'ownhand.forget',
  'ownhand.deleteEverything',
  'ownhand.suggestTitles',
  'ownhand.suggestTags',
  'ownhand.suggestDescription',
  'ownhand.rewrite',
  'ownhand.tagAll',
  'ownhand.toggleCompletions',
  'ownhand.snooze',
  'ownhand.resetSuggestions',
  'ownhand.showLog',
] as const;
export type ViewCommand = (typeof VIEW_COMMANDS)[number];

/** What buttons do to one adapter, document, folder or model; each asks first if it cannot be undone. */
const TARGET_COMMANDS = [
  'ownhand.useAdapter',
  'ownhand.exportAdapter',
  'ownhand.removeAdapter',
  'ownhand.forget',
  'ownhand.removeModel',
] as const;
export type TargetCommand = (typeof TARGET_COMMANDS)[number];

/** Longer than any path or name. */
const MAX_TARGET = 5000;
/** Number of folders listed; the others can be picked from a list that VS Code filters. */
const MAX_SOURCES = 20;

/** A style in the list. */
export interface AdapterView {
  name: string;
  method: string;
  rank: number | null;
  items: number;
  created: string;
  /** Bytes on the disk. */
  bytes: number;
  serving: boolean;
  heldout: HeldOut | null;
}

/** Everything that the pages show. */
export interface ViewState {
  /** Why nothing works, or empty. */
  problem: string;
  /** False until the worker has answered for the first time. */
  known: boolean;
  enabled: boolean;
  /** The language model is being fetched. */
  preparing: boolean;
  /** Whether there are suggestions here and now, in one sentence. */
  line: string;
  /** Nothing is suggested for a while. */
  snoozed: boolean;
  /** Work under way, other than learning the style. */
  work: Snapshot['work'];
  speed: Speed;
  length: Length;
  /** `builtIn`: the small one that comes with Ownhand. */
  model: { id: string; architecture: string; parameters: number; bytes: number; builtIn: boolean } | null;
  /** The better model was asked for and is not available from here. */
  smallOnly: boolean;
  /** The style is learned next, once the model is there. */
  styleNext: boolean;
  history: { items: number; words: number; sources: number };
  months: WritingMonth[];
  sources: (SourceCount & { label: string })[];
  habits: Habits | null;
  /** How the user writes, the most telling first. */
  sayings: Saying[];
  prose: string;
  /** Who worded the prose. */
  wording: 'measured' | 'model' | 'user';
  /** Habits that are dropped. */
  off: HabitName[];
  /** The newest first. */
  adapters: AdapterView[];
  /** The result of learning the style. */
  verdict: Verdict | null;
  /** Bytes on the disk; null until they are known. */
  disk: OverviewResult['disk'] | null;
  training: (TrainProgress & { line: string; figures: string; held: boolean; stopping: boolean }) | null;
  losses: LossPoint[];
  heldoutLosses: LossPoint[];
  /** A run that can be resumed, as a sentence. */
  unfinished: string | null;
  /** How far suggestions lean away from the base model, 0 to 1. */
  strength: number;
  suggestions: Snapshot['suggestions'];
  /** How much surer than usual a suggestion must be, by what was taken and written over. */
  shift: number;
}

export type ToView = { type: 'state'; state: ViewState } | { type: 'open'; part: string };

/** Checked on arrival: the type of a page's message cannot be trusted. */
export const FromViewSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('run'), command: v.picklist(VIEW_COMMANDS) }),
  v.object({ type: v.literal('profile'), prose: v.nullable(v.pipe(v.string(), v.maxLength(MAX_PROSE))) }),
  v.object({
    type: v.literal('habits'),
    off: v.pipe(v.array(v.picklist(HABIT_NAMES)), v.maxLength(HABIT_NAMES.length)),
  }),
  v.object({
    type: v.literal('target'),
    command: v.picklist(TARGET_COMMANDS),
    target: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TARGET))),
  }),
  v.object({ type: v.literal('strength'), strength: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  v.object({ type: v.literal('speed'), speed: v.picklist(SPEED_NAMES) }),
  v.object({ type: v.literal('length'), length: v.picklist(LENGTHS) }),
]);
export type FromView = v.InferOutput<typeof FromViewSchema>;

/** Whether the object of a button press still exists; null stands for no style. */
export function isThere(command: TargetCommand, target: string | null, snapshot: Readonly<Snapshot>): boolean {
  const { adapters, overview } = snapshot;
  if (target === null) return command === 'ownhand.useAdapter';
  if (command === 'ownhand.forget') return overview?.sources.some((each) => each.path === target) ?? false;
  if (command === 'ownhand.removeModel') return overview?.disk.models.some(({ id }) => id === target) ?? false;
  return adapters.some(({ name }) => name === target);
}

/** How the page words things; separate because some callers do not show VS Code's strings. */
export interface Wording {
  line: (snapshot: Readonly<Snapshot>) => string;
  training: (progress: TrainProgress) => string;
  figures: (progress: TrainProgress) => string;
  unfinished: (unfinished: Unfinished) => string;
  verdict: (snapshot: Readonly<Snapshot>) => Verdict | null;
  place: (file: string, among: readonly string[]) => string;
}

/** What the pages show for a snapshot. */
export function viewStateOf(
  snapshot: Readonly<Snapshot>,
  { speed, length }: { speed: Speed; length: Length },
  wording: Wording,
): ViewState {
  const { status, profile, adapters, overview, training, held, stopping, losses, heldoutLosses, unfinished } = snapshot;
  const { suggestions, shift, strength, enabled, preparing, problem, snoozedUntil, work, smallOnly, styleNext } =
    snapshot;
  const model = status?.model;
  return {
    problem,
    known: status !== null,
    enabled,
    preparing,
    line: wording.line(snapshot),
    snoozed: snoozedUntil > 0,
    work,
    speed,
    length,
    model: model
      ? {
          id: model.id,
          architecture: model.architecture,
          parameters: model.parameters,
          bytes: model.bytes,
          builtIn: isBuiltInModel(model.id),
        }
      : null,
    smallOnly,
    styleNext,
    history: status?.history ?? { items: 0, words: 0, sources: 0 },
    months: overview?.months ?? [],
    sources: (overview?.sources ?? []).slice(0, MAX_SOURCES).map((each, _, listed) => ({
      ...each,
      label: wording.place(
        each.path,
        listed.map(({ path }) => path),
      ),
    })),
    habits: profile?.habits ?? null,
    sayings: profile?.sayings ?? [],
    prose: profile?.prose ?? '',
    wording: profile?.edited ? 'user' : profile?.generated ? 'model' : 'measured',
    off: profile?.off ?? [],
    adapters: adapters.map(({ name, method, rank, items, created, heldout }) => ({
      name,
      method,
      rank,
      items,
      created,
      bytes: overview?.disk.adapters.find((each) => each.name === name)?.bytes ?? 0,
      serving: name === status?.adapter,
      heldout,
    })),
    verdict: wording.verdict(snapshot),
    disk: overview?.disk ?? null,
    training: training
      ? { ...training, line: wording.training(training), figures: wording.figures(training), held, stopping }
      : null,
    losses,
    heldoutLosses,
    unfinished: unfinished && !training ? wording.unfinished(unfinished) : null,
    suggestions,
    shift,
    strength,
  };
}
