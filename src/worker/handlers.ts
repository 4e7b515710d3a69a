import type {
  CancellationToken,
  MessageConnection,
  RequestType,
  RequestType0,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { Engine } from '../core/engine.ts';
import { OwnhandError } from '../core/errors.ts';
import { asStoreError } from '../core/history/schema.ts';
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

  on<P, R>(
    type: RequestType<P, R, ErrorData>,
    work: (engine: Engine, params: P, signal: AbortSignal) => R | Promise<R>,
  ) {
    this.#connection.onRequest<unknown, ErrorData>(type.method, (params: P, token: CancellationToken) =>
      this.answer(() => work(this.#ready(), params, signalOf(token))),
    );
  }

  on0<R>(type: RequestType0<R, ErrorData>, work: (engine: Engine) => R | Promise<R>) {
    this.#connection.onRequest<unknown, ErrorData>(type.method, () => this.answer(() => work(this.#ready())));
  }

  async answer<R>(work: () => R | Promise<R>): Promise<R | ResponseError<ErrorData>> {
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
