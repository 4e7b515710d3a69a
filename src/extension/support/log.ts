import { type LogOutputChannel, window } from 'vscode';
import { OwnhandError } from '../../core/support/errors.ts';
import { type NotedError, placeOfFault, withoutNames } from './report.ts';
import { writersSentence } from './sentence.ts';

/** Errors kept for Report a Problem. */
const KEPT = 10;
const noted: NotedError[] = [];

/** The "Ownhand" channel of the Output panel. Nothing the user has written goes into it. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Ownhand', { log: true });
}

/** An error's sentence, for the user. */
export function messageOf(error: unknown): string {
  return writersSentence(error instanceof Error ? error.message : String(error));
}

/** Logs an error unless it only says that something was stopped on purpose. */
export function logError(log: LogOutputChannel, what: string, error: unknown): void {
  if (OwnhandError.is(error, 'cancelled')) {
    log.debug(`${what}: stopped`);
    return;
  }
  log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  noted.push(noteOf(what, error));
  noted.splice(0, noted.length - KEPT);
}

/** This window's latest errors, without anything the user has written or named. */
export function lastErrors(): readonly NotedError[] {
  return noted;
}

function noteOf(what: string, error: unknown): NotedError {
  const time = Date.now();
  if (OwnhandError.is(error) && error.code !== 'internal') {
    return { time, what, code: error.code, sentence: withoutNames(error.message) };
  }
  // A bug's message may quote anything.
  const kind = error instanceof Error ? error.name : typeof error;
  return { time, what, code: `internal ${kind}`, sentence: placeOfFault((error as Error | null)?.stack ?? '') };
}
