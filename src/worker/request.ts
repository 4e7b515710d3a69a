/**
 * A request is one declaration: its name on the wire, the schema of its parameters, its handler. The types that callers
 * see are inferred from these. The engine appears only as a type here and in `requests/`, so the extension host imports
 * declarations without loading it.
 */
import type * as v from 'valibot';
import type { Engine } from '../core/engine/engine.ts';
import type { Network } from '../core/model/sources/download.ts';
import type { Progress } from '../core/support/progress.ts';
import type { Hold } from '../core/train/hold.ts';

/** A kind of request as its caller sees it. */
export interface RequestKind<P, R> {
  readonly method: string;
  /** Never there: only for the compiler. */
  readonly types?: [params: P, result: R];
}

/** A kind of message that nobody answers. */
export interface NoteKind<T> {
  readonly method: string;
  /** Never there. */
  readonly types?: [value: T];
}

/** What a handler works with besides the engine. */
export interface Call {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Opens connections instead of the worker; absent if the worker opens its own. */
  network?: Network;
  /** Makes a training run wait. */
  hold?: Hold;
  notify<T>(kind: NoteKind<T>, value: T): void;
}

/** A request that a worker's engine answers. */
export interface EngineRequest<P, R> extends RequestKind<P, R> {
  readonly params: v.GenericSchema;
  readonly answer: (engine: Engine, params: never, call: Call) => R | Promise<R>;
}

/** A request that is answered otherwise: before there is an engine, or by the caller of a worker. */
export interface Question<P, R> extends RequestKind<P, R> {
  readonly params: v.GenericSchema<P>;
}

export function request<S extends v.GenericSchema, R>(
  method: string,
  params: S,
  answer: (engine: Engine, params: v.InferOutput<S>, call: Call) => R,
): EngineRequest<v.InferInput<S>, Awaited<R>> {
  return { method, params, answer: answer as EngineRequest<v.InferInput<S>, Awaited<R>>['answer'] };
}

/** @param _result gives the type of the answer; see `result` */
export function question<S extends v.GenericSchema, R>(
  method: string,
  params: S,
  _result: Result<R>,
): Question<v.InferInput<S>, R> {
  return { method, params: params as v.GenericSchema<v.InferInput<S>> };
}

/** A type to infer, not a value. */
interface Result<R> {
  readonly type?: R;
}

export function result<R>(): Result<R> {
  return {};
}

export function note<T>(method: string): NoteKind<T> {
  return { method };
}
