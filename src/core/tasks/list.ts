import type * as v from 'valibot';
import { completeTask } from './complete/task.ts';
import { descriptionTask } from './description/task.ts';
import { rewriteTask } from './rewrite/task.ts';
import { tagsTask } from './tags/task.ts';
import type { Lessons, Measured, Task } from './task.ts';
import { titlesTask } from './titles/task.ts';

/**
 * Every task, by the name of its request. Training fills its budget in this order, and what a task does not need goes
 * to the next ones. Completion, which always has enough to learn from, comes last.
 */
export const TASKS = {
  descriptions: descriptionTask,
  tags: tagsTask,
  titles: titlesTask,
  rewrite: rewriteTask,
  complete: completeTask,
};

export type TaskName = keyof typeof TASKS;
/** A task's parameters, including the document's own path. */
export type TaskParams<N extends TaskName> = v.InferInput<(typeof TASKS)[N]['params']>;
export type TaskResult<N extends TaskName> = Awaited<ReturnType<(typeof TASKS)[N]['run']>>;

/** Names of the tasks whose result is a text that authors also write themselves. */
export type MeasuredName = {
  [N in TaskName]: (typeof TASKS)[N] extends { measured: Measured } ? (typeof TASKS)[N]['name'] : never;
}[TaskName];

const DECLARED: readonly Pick<Task<v.GenericSchema, unknown>, 'name' | 'lessons' | 'measured'>[] = Object.values(TASKS);

/** The tasks that adapters learn, by name. */
export const TAUGHT: readonly (readonly [name: string, lessons: Lessons])[] = DECLARED.flatMap(({ name, lessons }) =>
  lessons ? [[name, lessons] as const] : [],
);
/** Those whose result is a text that authors also write themselves, by name. */
export const MEASURED: readonly (readonly [name: MeasuredName, measured: Measured])[] = DECLARED.flatMap(
  ({ name, measured }) => (measured ? [[name as MeasuredName, measured] as const] : []),
);
