import { l10n } from 'vscode';
import type { OffReason, Snapshot } from '../state.ts';
import { clock } from '../support/format.ts';

/** In one sentence: whether there are suggestions here and now, and with what. */
export function stateLine(snapshot: Readonly<Snapshot>): string {
  const { enabled, snoozedUntil, offHere, problem, status, preparing, silence } = snapshot;
  if (problem !== '') return problem;
  if (!status) return l10n.t('Starting…');
  if (!enabled) return l10n.t('Suggestions are off.');
  if (snoozedUntil > 0) return l10n.t('Snoozed until {0}.', clock(snoozedUntil, Date.now()));
  if (preparing) return l10n.t('Getting ready…');
  if (!status.model) return l10n.t('There is no language model yet: choose one to begin.');
  if (status.endpointProblem) return status.endpointProblem;
  if (offHere) return offLine(offHere);
  if (silence !== null) return silence;
  if (status.adapter !== null) return l10n.t('Suggests text in your style.');
  if (status.history.items > 0) return l10n.t('Suggests text, and knows your phrases.');
  return l10n.t('Suggests text. It does not know yours yet.');
}

function offLine(reason: OffReason): string {
  if (reason === 'file') return l10n.t('Suggestions are off in this file.');
  if (reason === 'excluded') return l10n.t('Suggestions are off in this file, by your settings.');
  return l10n.t('Suggestions are off in files of this kind.');
}
