import type * as v from 'valibot';
import type { StoredItem } from '../history/store/storedItem.ts';
import type { Example, ExampleMaker } from './example.ts';
import type { About } from './prompter.ts';
import type { WritingModel } from './writingModel.ts';

/** What a task teaches an adapter. */
export interface Lessons {
  /**
   * Its share of the tokens if not everything can be learned, relative to the other tasks; what a task does not need
   * goes to the next ones.
   */
  share: number;
  /** What one item teaches. */
  examples(item: StoredItem, maker: ExampleMaker): Example[] | Promise<Example[]>;
}

/** How a task that produces a text is measured, on items that have one by their author. */
export interface Measured {
  /** The author's own; empty for an item without one. */
  own(item: StoredItem): string;
  suggest(writer: WritingModel, item: StoredItem, about: About, signal?: AbortSignal): Promise<string>;
}

/** The command of a task that gives several answers to a document; it is called like the task. */
interface TaskCommand<R> {
  /** What it does, in a phrase. */
  about: string;
  /** How many answers it gives by default. */
  n: number;
  /** The answers, one per line. */
  lines(result: R): string[];
}

/**
 * The single declaration of a task: engine, workers, command, training and evaluation iterate over the list of them.
 * The one `Prompter` makes its prompts.
 */
export interface Task<S extends v.GenericSchema, R, N extends string = string> {
  /** Its name in training, records and evaluation. */
  name: N;
  /** Schema of its parameters, in a file without the model's code. */
  params: S;
  /** @param about the document it is for */
  run(writer: WritingModel, params: v.InferOutput<S>, about: About, signal?: AbortSignal): Promise<R>;
  lessons?: Lessons;
  measured?: Measured;
  command?: TaskCommand<R>;
}

/** A task that is measured by the texts it produces. */
type MeasuredTask<S extends v.GenericSchema, R, N extends string> = Task<S, R, N> & { measured: Measured };

export function task<S extends v.GenericSchema, R, const N extends string>(
  declared: MeasuredTask<S, R, N>,
): MeasuredTask<S, R, N>;
export function task<S extends v.GenericSchema, R, const N extends string>(declared: Task<S, R, N>): Task<S, R, N>;
export function task<S extends v.GenericSchema, R, const N extends string>(declared: Task<S, R, N>): Task<S, R, N> {
  return declared;
}
