/** What the extension and the sidebar's page say to each other. The page imports the types alone. */
import * as v from 'valibot';
import type { HeldOut, TrainProgress } from '../../core/train/types.ts';
import { HABIT_NAMES, type HabitName, type Habits, MAX_PROSE } from '../../core/types.ts';
import { clock } from '../format.ts';
import type { LossPoint, Snapshot } from '../state.ts';

/** Commands that the page's buttons run. */
const VIEW_COMMANDS = [
  'ownhand.addModel',
  'ownhand.mine',
  'ownhand.train',
  'ownhand.stopTraining',
  'ownhand.suggestTitles',
  'ownhand.suggestTags',
  'ownhand.toggleCompletions',
  'ownhand.snooze',
  'ownhand.showLog',
] as const;
export type ViewCommand = (typeof VIEW_COMMANDS)[number];

/** All that the page shows. */
export interface ViewState {
  /** Why nothing works, or empty. */
  problem: string;
  /** False until the worker has answered for the first time. */
  known: boolean;
  enabled: boolean;
  /** Until when nothing is suggested, as a clock shows it; null where suggestions are not snoozed. */
  snoozedUntil: string | null;
  model: { id: string; architecture: string; parameters: number; bytes: number } | null;
  history: { items: number; words: number; sources: number };
  habits: Habits | null;
  prose: string;
  /** Whose words the prose is in. */
  wording: 'measured' | 'model' | 'user';
  /** Habits the prose does not speak of. */
  off: HabitName[];
  adapter: {
    name: string;
    method: string;
    rank: number | null;
    items: number;
    created: string;
    serving: boolean;
    heldout: HeldOut | null;
  } | null;
  training: (TrainProgress & { line: string }) | null;
  losses: LossPoint[];
  unfinished: { step: number; steps: number } | null;
  suggestions: { shown: number; accepted: number };
}

export type ToView = { type: 'state'; state: ViewState };

/** Checked on arrival: what comes from a page is not trusted to have its type. */
export const FromViewSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('run'), command: v.picklist(VIEW_COMMANDS) }),
  v.object({ type: v.literal('profile'), prose: v.nullable(v.pipe(v.string(), v.maxLength(MAX_PROSE))) }),
  v.object({
    type: v.literal('habits'),
    off: v.pipe(v.array(v.picklist(HABIT_NAMES)), v.maxLength(HABIT_NAMES.length)),
  }),
]);
export type FromView = v.InferOutput<typeof FromViewSchema>;

/** What the page is to show for a snapshot; `trainingLine` words a run's progress. */
export function viewStateOf(
  snapshot: Readonly<Snapshot>,
  trainingLine: (progress: TrainProgress) => string,
): ViewState {
  const { status, profile, adapters, training, losses, unfinished, suggestions, enabled, problem } = snapshot;
  const { snoozedUntil } = snapshot;
  // The serving adapter, else the newest: one that did not beat the base is worth seeing as well.
  const newest = [...adapters].sort((a, b) => b.created.localeCompare(a.created))[0];
  const adapter = adapters.find(({ name }) => name === status?.adapter) ?? newest;
  const model = status?.model;
  return {
    problem,
    known: status !== null,
    enabled,
    snoozedUntil: snoozedUntil > 0 ? clock(snoozedUntil, Date.now()) : null,
    model: model
      ? { id: model.id, architecture: model.architecture, parameters: model.parameters, bytes: model.bytes }
      : null,
    history: status?.history ?? { items: 0, words: 0, sources: 0 },
    habits: profile?.habits ?? null,
    prose: profile?.prose ?? '',
    wording: profile?.edited ? 'user' : profile?.generated ? 'model' : 'measured',
    off: profile?.off ?? [],
    adapter: adapter
      ? {
          name: adapter.name,
          method: adapter.method,
          rank: adapter.rank,
          items: adapter.items,
          created: adapter.created,
          serving: adapter.name === status?.adapter,
          heldout: adapter.heldout,
        }
      : null,
    training: training ? { ...training, line: trainingLine(training) } : null,
    losses,
    unfinished: unfinished && { step: unfinished.step, steps: unfinished.steps },
    suggestions,
  };
}
