import type { CancellationToken, MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { Engine } from '../core/engine/engine.ts';
import { asStoreError } from '../core/history/store/schema.ts';
import { OwnhandError } from '../core/support/errors.ts';
import type { RequestKind } from './message.ts';
import { checkParams } from './params.ts';
import type { ErrorData } from './protocol.ts';
import { asResponseError, signalOf } from './wire.ts';

/** Answers requests with the engine's results, or its errors as the protocol carries them. */
export class Handlers {
  readonly #connection: MessageConnection;
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

  /** Answers a request for which no engine is needed yet. */
  onBare<P, R>({ method }: RequestKind<P, R>, work: (params: P, signal: AbortSignal) => R | Promise<R>): void {
    this.#connection.onRequest<unknown, ErrorData>(method, (...given: unknown[]) =>
      this.answer(() => {
        // The token comes last: alone where the message has no parameters, behind several where they are a list.
        const token = given.at(-1) as CancellationToken;
        const params = given.length > 1 ? given[0] : undefined;
        checkParams(method, params);
        return work(params as P, signalOf(token));
      }),
    );
  }

  on<P, R>(type: RequestKind<P, R>, work: (engine: Engine, params: P, signal: AbortSignal) => R | Promise<R>): void {
    this.onBare(type, (params, signal) => work(this.#ready(), params, signal));
  }

  /** Of a request that has no parameters; whatever comes with it is not looked at. */
  on0<R>({ method }: RequestKind<undefined, R>, work: (engine: Engine) => R | Promise<R>): void {
    this.#connection.onRequest<unknown, ErrorData>(method, () => this.answer(() => work(this.#ready())));
  }

  private async answer<R>(work: () => R | Promise<R>): Promise<R | ResponseError<ErrorData>> {
    try {
      return await work();
    } catch (cause) {
      const error = asStoreError(cause);
      // A fault of ours: its place goes to the log, by way of standard error.
      if (!OwnhandError.is(error)) console.error(error);
      return asResponseError(error);
    }
  }

  #ready(): Engine {
    if (!this.#engine) throw new OwnhandError('internal', 'The worker was used before it was initialized.');
    return this.#engine;
  }
}
