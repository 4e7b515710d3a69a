import { OwnhandError } from '../core/support/errors.ts';
import { completeTask } from '../core/tasks/complete/task.ts';
import { MEASURED } from '../core/tasks/list.ts';
import type { Conditioning } from '../core/tasks/prompter.ts';
import { tagsTask } from '../core/tasks/tags/task.ts';

/** Everything that can be measured: texts against their author's own, tags, completions, and typing key by key. */
export const TASKS = [...MEASURED.map(([name]) => name), tagsTask.name, completeTask.name, 'typing'] as const;
/** Done only on request, since typing key by key takes long. */
const ON_REQUEST: readonly Task[] = ['typing'];
export type Task = (typeof TASKS)[number];

/** What a system is made of. */
export interface System {
  name: string;
  /** What makes the suggestions: a model, or for tags one of the two controls without any. */
  by: 'model' | 'tag-frequency' | 'tag-neighbours';
  /** The personal adapter: none, the author's own, or someone else's. */
  adapter: 'none' | 'own' | 'other';
  /** Whether it stands on the frozen task adapter, if there is one. */
  task: boolean;
  conditioning: Conditioning;
  /** Whether n-grams of the history are mixed in: the author's, or those of whoever the adapter belongs to. */
  ngrams: boolean;
}

const NONE: Conditioning = { profile: false, retrieval: false };
const RAG: Conditioning = { profile: false, retrieval: true };
const PROFILE: Conditioning = { profile: true, retrieval: false };
const BOTH: Conditioning = { profile: true, retrieval: true };

const model = (name: string, adapter: System['adapter'], task: boolean, conditioning: Conditioning): System => ({
  name,
  by: 'model',
  adapter,
  task,
  conditioning,
  ngrams: false,
});
const withNgrams = (system: System): System => ({ ...system, name: `${system.name}+ngram`, ngrams: true });
const control = (by: Exclude<System['by'], 'model'>): System => ({
  name: by,
  by,
  adapter: 'none',
  task: false,
  conditioning: NONE,
  ngrams: false,
});

/**
 * Every system, in the order of tables. The wrong user's adapter is served with everything the best system has, so that
 * only the adapter differs, or the adapter and the n-grams.
 */
export const SYSTEMS: readonly System[] = [
  model('base', 'none', false, NONE),
  model('task', 'none', true, NONE),
  model('task+rag', 'none', true, RAG),
  model('task+profile', 'none', true, PROFILE),
  model('task+rag+profile', 'none', true, BOTH),
  model('oppu', 'own', true, NONE),
  model('oppu+rag', 'own', true, RAG),
  model('oppu+rag+profile', 'own', true, BOTH),
  model('wrong-user', 'other', true, BOTH),
  withNgrams(model('task+rag+profile', 'none', true, BOTH)),
  withNgrams(model('oppu+rag+profile', 'own', true, BOTH)),
  withNgrams(model('wrong-user', 'other', true, BOTH)),
  control('tag-frequency'),
  control('tag-neighbours'),
];

/** The order in which systems are compared: of two, the later one here is `a`, the earlier one `b`. */
export const COMPARISON_ORDER: readonly string[] = [
  'tag-frequency',
  'tag-neighbours',
  'base',
  'task',
  'task+rag',
  'task+profile',
  'task+rag+profile',
  'wrong-user',
  'wrong-user+ngram',
  'task+rag+profile+ngram',
  'oppu',
  'oppu+rag',
  'oppu+rag+profile',
  'oppu+rag+profile+ngram',
];

export interface Choice {
  systems: System[];
  /** Unavailable systems that were not asked for by name. */
  omitted: { system: string; why: string }[];
}

/**
 * The systems to evaluate: those asked for, or all available ones.
 * @param wanted names, or undefined for all
 * @param given what there is besides base and history
 * @throws OwnhandError `bad-input` for a name that is unknown, or asked for and unavailable
 */
export function chooseSystems(
  wanted: readonly string[] | undefined,
  tasks: readonly Task[],
  given: { taskAdapter: boolean; others: boolean },
): Choice {
  const unknown = wanted?.find((name) => !SYSTEMS.some((system) => system.name === name));
  if (unknown !== undefined) {
    const names = SYSTEMS.map(({ name }) => name).join(', ');
    throw new OwnhandError('bad-input', `There is no system "${unknown}"; choose among ${names}.`);
  }
  const choice: Choice = { systems: [], omitted: [] };
  for (const system of SYSTEMS) {
    if (wanted && !wanted.includes(system.name)) continue;
    const why = whyNot(system, tasks, given);
    if (why === null) choice.systems.push(system);
    else if (wanted) throw new OwnhandError('bad-input', `The system "${system.name}" cannot be evaluated: ${why}`);
    else choice.omitted.push({ system: system.name, why });
  }
  return choice;
}

function whyNot(system: System, tasks: readonly Task[], given: { taskAdapter: boolean; others: boolean }) {
  // Without a task adapter, the bare task system would just be the base again.
  if (system.name === 'task' && !given.taskAdapter) return 'there is no task adapter for this base model; use base.';
  if (system.adapter === 'other' && !given.others) {
    return "it needs another author's writing; give a .jsonl of items with --others.";
  }
  if (system.by !== 'model' && !tasks.includes('tags')) return 'it only suggests tags; add tags to the tasks.';
  return null;
}

/** @throws OwnhandError `bad-input` for an unknown task */
export function chooseTasks(wanted: readonly string[] | undefined): Task[] {
  const unknown = wanted?.find((name) => !TASKS.some((task) => task === name));
  if (unknown !== undefined) {
    throw new OwnhandError('bad-input', `There is no task "${unknown}"; choose among ${TASKS.join(', ')}.`);
  }
  return TASKS.filter((task) => wanted?.includes(task) ?? !ON_REQUEST.includes(task));
}
