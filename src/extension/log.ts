import { type LogOutputChannel, window } from 'vscode';
import { OwnhandError } from '../core/errors.ts';

/** The "Ownhand" channel of the Output panel. Nothing the user has written goes into it. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Ownhand', { log: true });
}

/** An error's sentence, for the user. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Logs an error unless it only says that something was stopped on purpose. */
export function logError(log: LogOutputChannel, what: string, error: unknown): void {
  if (OwnhandError.is(error, 'cancelled')) log.debug(`${what}: stopped`);
  else log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
