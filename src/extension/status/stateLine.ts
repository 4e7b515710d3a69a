import { l10n } from 'vscode';
import type { Snapshot } from '../state.ts';
import { lastingReason, REASONS } from '../suggestions/reasons.ts';

/** Whether there are suggestions here and now, and with what, in one sentence. */
export function stateLine(snapshot: Readonly<Snapshot>): string {
  const { problem, status, preparing, silence } = snapshot;
  if (problem !== '') return problem;
  if (!status) return l10n.t('Starting…');
  const reason = lastingReason(snapshot);
  if (preparing && reason !== 'off' && reason !== 'snoozed') return l10n.t('Getting ready…');
  if (reason) return REASONS[reason](snapshot);
  if (silence !== null) return silence;
  if (status.adapter !== null) return l10n.t('Suggests text in your style.');
  if (status.history.items > 0) return l10n.t('Suggests text, and knows your phrases.');
  return l10n.t('Suggests text. It does not know your notes yet.');
}
