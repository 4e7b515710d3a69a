import type * as v from 'valibot';
import type { StoredItem } from '../history/store/storedItem.ts';
import type { Example, ExampleMaker } from './example.ts';
import type { About } from './prompter.ts';
import type { WritingModel } from './writingModel.ts';

/** What a task teaches an adapter. */
export interface Lessons {
  /**
   * Share of the tokens that it gets where not all can be learned, against the shares of the others; what one does not
   * need goes to those after it.
   */
  share: number;
  /** What one item teaches. */
  examples(item: StoredItem, maker: ExampleMaker): Example[] | Promise<Example[]>;
}

/** How a task that gives a text is measured on items that have one of their author's. */
export interface Measured {
  /** The author's own; empty for an item without one. */
  own(item: StoredItem): string;
  suggest(writer: WritingModel, item: StoredItem, about: About, signal?: AbortSignal): Promise<string>;
}

/**
 * One declaration of all that a task is: engine, workers, command, training and evaluation go over the list of them.
 * Prompts are made by the one `Prompter`.
 */
export interface Task<S extends v.GenericSchema, R, N extends string = string> {
  /** As training, records and evaluation name it. */
  name: N;
  /** Of its parameters, in a file without the model's code. */
  params: S;
  /** @param about the document it is for */
  run(writer: WritingModel, params: v.InferOutput<S>, about: About, signal?: AbortSignal): Promise<R>;
  lessons?: Lessons;
  measured?: Measured;
}

/** A task that is measured by the texts that it gives. */
type MeasuredTask<S extends v.GenericSchema, R, N extends string> = Task<S, R, N> & { measured: Measured };

export function task<S extends v.GenericSchema, R, const N extends string>(
  declared: MeasuredTask<S, R, N>,
): MeasuredTask<S, R, N>;
export function task<S extends v.GenericSchema, R, const N extends string>(declared: Task<S, R, N>): Task<S, R, N>;
export function task<S extends v.GenericSchema, R, const N extends string>(declared: Task<S, R, N>): Task<S, R, N> {
  return declared;
}
