import type { CancellationToken, MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { Engine } from '../core/engine/engine.ts';
import { asStoreError } from '../core/history/store/schema.ts';
import { OwnhandError } from '../core/support/errors.ts';
import { readParams } from './params.ts';
import type { Call, EngineRequest, Question } from './request.ts';
import { asResponseError, type ErrorData, signalOf } from './wire.ts';

/** Answers requests with the engine's results, or with its errors in the protocol's form. */
export class Handlers {
  readonly #connection: MessageConnection;
  readonly #closed = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #engine: Engine | undefined;

  constructor(connection: MessageConnection) {
    this.#connection = connection;
  }

  start(engine: Engine): Engine {
    this.#engine = engine;
    return engine;
  }

  /** What must be done before the process ends. */
  end(): void {
    this.#engine?.closeHistory();
  }

  /** Stops what is being answered, and waits until it has ended: a training leaves a checkpoint. */
  async stop(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#running);
  }

  /** Answers a request for which no engine is needed yet. */
  onQuestion<P, R>(type: Question<P, R>, work: (params: P) => R): void {
    this.#on(type.method, (params) => work(readParams(type, params)));
  }

  /** Answers requests according to their declarations. */
  serve(
    requests: readonly EngineRequest<unknown, unknown>[],
    place: Pick<Call, 'network' | 'hold' | 'onProgress'>,
  ): void {
    const notify: Call['notify'] = ({ method }, value) => {
      if (!this.#closed.signal.aborted) void this.#connection.sendNotification(method, value);
    };
    for (const type of requests) {
      this.#on(type.method, (params, signal) => {
        const read = readParams(type, params) as never;
        return type.answer(this.#ready(), read, { ...place, notify, signal });
      });
    }
  }

  #on(method: string, work: (params: unknown, signal: AbortSignal) => unknown): void {
    this.#connection.onRequest<unknown, ErrorData>(method, (...given: unknown[]) => {
      // The token comes last: alone if the message has no parameters, after several if they are a list.
      const token = given.at(-1) as CancellationToken;
      const params = given.length > 1 ? given[0] : undefined;
      const signal = AbortSignal.any([signalOf(token), this.#closed.signal]);
      const answer = this.#answer(() => work(params, signal));
      this.#running.add(answer);
      void answer.finally(() => this.#running.delete(answer));
      return answer;
    });
  }

  async #answer(work: () => unknown): Promise<unknown | ResponseError<ErrorData>> {
    try {
      return await work();
    } catch (cause) {
      const error = asStoreError(cause);
      // A bug of ours: its location goes to the log, through standard error.
      if (!OwnhandError.is(error)) console.error(error);
      return asResponseError(error);
    }
  }

  #ready(): Engine {
    if (!this.#engine) throw new OwnhandError('internal', 'The worker was used before it was initialized.');
    return this.#engine;
  }
}
