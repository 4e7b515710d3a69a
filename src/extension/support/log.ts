import { type LogOutputChannel, l10n, window } from 'vscode';
import { type ErrorCode, OwnhandError } from '../../core/support/errors.ts';
import { type NotedError, placeOfFault, withoutNames } from './report.ts';
import { writersSentence } from './sentence.ts';
import { translatedSentence } from './translated.ts';

/** Errors kept for Report a Problem. */
const KEPT = 10;
const noted: NotedError[] = [];

/** The "Ownhand" channel of the Output panel. Nothing the user has written goes into it. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Ownhand', { log: true });
}

/** An error's sentence, for the user; if it is the engine's and not translated, introduced by one that is. */
export function messageOf(error: unknown): string {
  const said = writersSentence(error instanceof Error ? error.message : String(error));
  const known = translatedSentence(said, l10n.bundle);
  if (known !== null) return known;
  const code = OwnhandError.is(error) ? error.code : 'internal';
  // A fault of ours is no sentence that anybody can act on, in no language.
  return l10n.bundle || code === 'internal' ? (LEADS[code]?.(said) ?? said) : said;
}

/** An engine sentence as it is shown next to the text, in the editor's language if it is translated. */
export function shownSentence(message: string): string {
  const said = writersSentence(message);
  return translatedSentence(said, l10n.bundle) ?? said;
}

/** What went wrong, before a sentence that is in English alone. Those on what the user gave are all translated. */
const LEADS: Partial<Record<ErrorCode, (said: string) => string>> = {
  'bad-model': (said) => l10n.t('This language model cannot be used. {0}', said),
  'bad-adapter': (said) => l10n.t('This style cannot be used. {0}', said),
  network: (said) => l10n.t('Something could not be fetched. {0}', said),
  disk: (said) => l10n.t('A file could not be read or written. {0}', said),
  device: (said) => l10n.t('Computing failed on this computer. {0}', said),
  internal: (said) => l10n.t('Something went wrong in Ownhand. {0}', said),
};

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
