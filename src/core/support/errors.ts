/** What went wrong, for code that must tell failures apart. */
export type ErrorCode =
  | 'bad-input' // what the user gave cannot be used as it is
  | 'bad-model' // a base model's files are damaged, incomplete or of an unknown kind
  | 'bad-adapter' // an adapter's files are damaged or made for another base
  | 'no-model' // no base model is present
  | 'no-history' // nothing has been mined, or too little
  | 'network' // a download could not be made
  | 'disk' // no room, no permission, or a locked file
  | 'device' // the compute device failed
  | 'cancelled' // the user or the caller stopped it
  | 'internal'; // a fault of ours

/**
 * The only error type that reaches a user. The message is a single clear sentence:
 * what is wrong and what to do about it.
 */
export class OwnhandError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OwnhandError';
    this.code = code;
  }

  static is(error: unknown, code?: ErrorCode): error is OwnhandError {
    return error instanceof OwnhandError && (code === undefined || error.code === code);
  }
}

/** A file's content for use in a sentence of ours: on one line, and only its beginning if it is long. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

/** Throws `cancelled` if the signal has fired; called between units of work. */
export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new OwnhandError('cancelled', 'Stopped before it was finished.');
}
