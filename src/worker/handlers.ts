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

  on<P, R>(
    type: RequestType<P, R, ErrorData>,
    work: (engine: Engine, params: P, signal: AbortSignal) => R | Promise<R>,
  ) {
    this.#connection.onRequest<unknown, ErrorData>(type.method, (...given: unknown[]) =>
      this.answer(() => {
        // The token comes last: alone where the message has no parameters, behind several where they are a list.
        const token = given.at(-1) as CancellationToken;
        const params = given.length > 1 ? given[0] : undefined;
        checkParams(type.method, params);
        return work(this.#ready(), params as P, signalOf(token));
      }),
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
