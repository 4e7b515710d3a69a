import { l10n } from 'vscode';
import type { HiddenReason } from '../../core/tasks/complete/filters/filter.ts';
import type { Snapshot } from '../state.ts';
import { shownSentence } from '../support/log.ts';
import { clock, languageName } from '../support/numbers.ts';

/**
 * Why there is no suggestion, and what the menu says about it. Null: the reason concerns only this place or moment and
 * ends with the next key, so only the log gets it. The model adds reasons of its own, such as how unsure it is.
 */
export const REASONS = {
  off: () => l10n.t('Suggestions are off.'),
  snoozed: ({ snoozedUntil }) => l10n.t('Snoozed until {0}.', clock(snoozedUntil, Date.now())),
  language: () => l10n.t('Suggestions are off in this type of file.'),
  excluded: () => l10n.t('Your settings turn suggestions off in this file.'),
  file: () => l10n.t('Suggestions are off in this file.'),
  'no-model': () => l10n.t('There is no language model yet: choose one to begin.'),
  endpoint: ({ status }) => shownSentence(status?.endpointProblem ?? ''),

  // The place, and the text around it.
  nothing: null,
  'word-entry': null,
  'front-matter': null,
  'list-marker': null,
  'mid-word': null,
  markup: null,
  'half-number': null,
  // The last change.
  'after-delete': null,
  'after-undo': null,
  'after-accept': null,
  // What the model wrote.
  empty: null,
  'punctuation-only': null,
  'broken-character': null,
  'other-script': null,
  'broken-markup': null,
  'starts-heading': null,
  'repeats-what-precedes': null,
  'repeats-what-follows': null,
  // How the request ended.
  cached: null,
  cancelled: null,
  error: null,
} satisfies Record<HiddenReason | (string & {}), ((snapshot: Readonly<Snapshot>) => string) | null>;

export type Reason = keyof typeof REASONS;
/** Those that the menu mentions. */
export type LastingReason = { [R in Reason]: (typeof REASONS)[R] extends null ? never : R }[Reason];

/** The lasting reason in the active editor, or null if suggestions are possible. */
export function lastingReason(snapshot: Readonly<Snapshot>): LastingReason | null {
  if (!snapshot.enabled) return 'off';
  if (snapshot.snoozedUntil > 0) return 'snoozed';
  return modelReason(snapshot) ?? snapshot.offHere;
}

/** Why nothing can write suggestions, or null. */
export function modelReason({ status }: Readonly<Snapshot>): 'no-model' | 'endpoint' | null {
  if (!status?.model) return 'no-model';
  return status.endpointProblem ? 'endpoint' : null;
}

/** What the menu says if the model knows too little of a text's language; null for the model's other reasons. */
export function unknownLanguageLine(reason: string): string | null {
  const code = /^language:(\w+)$/.exec(reason)?.[1];
  if (!code) return null;
  return l10n.t('Nothing is suggested in this text: Ownhand does not know {0}.', languageName(code));
}
