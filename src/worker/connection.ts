import type { ChildProcess } from 'node:child_process';
import {
  ConnectionError,
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { asResponseError, type ErrorData, fromResponseError, signalOf, withToken } from './wire.ts';

/** The caller's end of a worker's channel: JSON-RPC by the names of the protocol, stopped by signals. */
export class WorkerConnection {
  readonly #connection: MessageConnection;

  constructor(child: ChildProcess) {
    this.#connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    this.#connection.onError(() => {}); // a broken channel shows as the exit of the child
  }

  /** To be called when every answer is registered. */
  listen(): void {
    this.#connection.listen();
  }

  /**
   * Rejects with the worker's own OwnhandError, or JSON-RPC's error where the worker had none. Where the channel closes
   * it never settles: the exit of the child says how that came.
   */
  async request(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    const given = params === undefined ? [] : [params];
    try {
      return await withToken(signal, (token) => this.#connection.sendRequest(method, ...given, token));
    } catch (error) {
      if (isClosed(error)) return new Promise<never>(() => {});
      throw fromResponseError(error) ?? error;
    }
  }

  notify(method: string, value: unknown): Promise<void> {
    return this.#connection.sendNotification(method, value);
  }

  onRequest(method: string, answer: (value: unknown, signal: AbortSignal) => unknown): void {
    this.#connection.onRequest<unknown, ErrorData>(method, async (value, token) =>
      Promise.resolve(answer(value, signalOf(token))).catch(asResponseError),
    );
  }

  onNotification(method: string, listener: (value: unknown) => void): void {
    this.#connection.onNotification(method, listener);
  }

  dispose(): void {
    this.#connection.dispose();
  }
}

/** Whether an error only says that the channel is closed, as it is when the child ends. */
function isClosed(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    (error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected)
  );
}
