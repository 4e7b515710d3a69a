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

/** The caller's end of a worker's channel: JSON-RPC with the protocol's names, stopped by signals. */
export class WorkerConnection {
  readonly #connection: MessageConnection;

  constructor(child: ChildProcess) {
    this.#connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    this.#connection.onError(() => {}); // a broken channel shows as the exit of the child
  }

  /** Call this once every answer is registered. */
  listen(): void {
    this.#connection.listen();
  }

  /**
   * Rejects with the worker's own OwnhandError, or JSON-RPC's error if the worker had none. If the channel closes it
   * never settles: the exit of the child says why.
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

/** Whether an error only says that the channel is closed, as happens when the child ends. */
function isClosed(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    (error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected)
  );
}
