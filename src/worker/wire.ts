/** How errors and cancellation cross between a worker and its caller, in both directions. */
import { type CancellationToken, CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';
import { type ErrorCode, OwnhandError } from '../core/support/errors.ts';

/** What goes over the wire for a failure: an OwnhandError's code along with its sentence. */
export interface ErrorData {
  code: string;
}

/** JSON-RPC leaves −32000 to −32099 to the application; what went wrong is in the data's code. */
const FAILED = -32000;

/** An error in the form of an answer: a bug of ours has the code `internal`. */
export function asResponseError(error: unknown): ResponseError<ErrorData> {
  const code = OwnhandError.is(error) ? error.code : 'internal';
  return new ResponseError<ErrorData>(FAILED, error instanceof Error ? error.message : String(error), { code });
}

/** An answer's error as the error type that reaches a user; undefined if it is no such answer. */
export function fromResponseError(error: unknown): OwnhandError | undefined {
  if (OwnhandError.is(error)) return error;
  if (!(error instanceof ResponseError)) return undefined;
  const data: unknown = error.data;
  const code = typeof data === 'object' && data !== null && 'code' in data ? data.code : undefined;
  return typeof code === 'string' ? new OwnhandError(code as ErrorCode, error.message) : undefined;
}

export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Runs `work` with a token that is cancelled when the signal fires. */
export async function withToken<T>(
  signal: AbortSignal | undefined,
  work: (token: CancellationToken) => Promise<T>,
): Promise<T> {
  const source = new CancellationTokenSource();
  const stop = () => source.cancel();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(source.token);
  } finally {
    signal?.removeEventListener('abort', stop);
    source.dispose();
  }
}
