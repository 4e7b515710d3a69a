import { l10n, type QuickPickItem, window } from 'vscode';
import type { Services } from '../services.ts';
import { clock } from '../support/format.ts';

type Choice = QuickPickItem & { until: number };

/**
 * Suggests nothing for a while.
 * @param given minutes, where a key or a test runs it: 0 ends the snooze
 */
export async function snooze({ snooze, state }: Services, given?: unknown): Promise<void> {
  const now = Date.now();
  if (typeof given === 'number') return snooze.set(given > 0 ? now + given * 60_000 : 0);
  const { snoozedUntil } = state.snapshot;
  const choice = (label: string, until: number): Choice => ({
    label,
    until,
    description: until > 0 ? l10n.t('until {0}', clock(until, now)) : undefined,
  });
  const choices = [
    ...(snoozedUntil > 0 ? [choice(l10n.t('End Snooze'), 0)] : []),
    choice(l10n.t('5 Minutes'), now + 5 * 60_000),
    choice(l10n.t('15 Minutes'), now + 15 * 60_000),
    choice(l10n.t('1 Hour'), now + 60 * 60_000),
    choice(l10n.t('Until Tomorrow'), tomorrow(now)),
  ];
  const chosen = await window.showQuickPick(choices, { title: l10n.t('Suggest Nothing For') });
  if (chosen) await snooze.set(chosen.until);
}

/** Six in the morning of the next day. */
function tomorrow(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  return date.setHours(6, 0, 0, 0);
}
