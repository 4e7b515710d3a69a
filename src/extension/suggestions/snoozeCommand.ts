import { l10n, type Memento, type QuickPickItem, window } from 'vscode';
import type { Services } from '../services.ts';
import { clock } from '../support/numbers.ts';
import type { Snooze } from './snooze.ts';

const TOLD = 'snooze.told';

type Choice = QuickPickItem & { until: number };

/**
 * Turns suggestions off for a while.
 * @param given minutes, if a test runs it, or 0 to end it
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
  const chosen = await window.showQuickPick(choices, { title: l10n.t('Snooze Suggestions For') });
  if (chosen) await snooze.set(chosen.until);
}

/**
 * What the second Esc does. It has a command of its own, because the palette shows a command's key, and a single Esc
 * does not snooze.
 * @param given how many minutes, in the key binding's form
 */
export async function escTwice({ snooze, context }: Services, given?: unknown): Promise<void> {
  const { minutes } = (given ?? {}) as { minutes?: unknown };
  if (typeof minutes !== 'number') return;
  await snooze.set(Date.now() + minutes * 60_000);
  await tellOnce(context.globalState, snooze, minutes);
}

/** Explains, the first time, what pressing Esc twice did; later the status bar says enough. */
async function tellOnce(memory: Memento, snooze: Snooze, minutes: number): Promise<void> {
  if (memory.get(TOLD, false)) return;
  await memory.update(TOLD, true);
  const undo = l10n.t('Undo');
  const message = l10n.t('Esc twice: no suggestions for {0} minutes. The status bar shows it.', minutes);
  // Not awaited: a message that nobody closes would keep the command running.
  void window.showInformationMessage(message, undo).then(async (chosen) => {
    if (chosen === undo) await snooze.set(0);
  });
}

/** Six in the morning of the next day. */
function tomorrow(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  return date.setHours(6, 0, 0, 0);
}
