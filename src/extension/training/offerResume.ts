import { commands, l10n, window } from 'vscode';
import type { AppState } from '../state.ts';
import { unfinishedLine } from '../status/progress.ts';
import type { Workers } from '../workers.ts';

/** The worker of a closed window ends after its current step, which can take a while. */
const WAITS = 6;
const WAIT_MS = 10_000;

/** Offers, once, to resume a run of the user's that ended with its window. */
export async function offerResume(workers: Workers, state: AppState): Promise<void> {
  for (let waited = 0; waited < WAITS && isInterrupted(state) && state.snapshot.status?.training; waited++) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    await workers.refresh();
  }
  const { unfinished, status } = state.snapshot;
  // Another window is training.
  if (!unfinished || !isInterrupted(state) || status?.training) return;
  const resume = l10n.t('Resume');
  if ((await window.showInformationMessage(unfinishedLine(unfinished), resume)) === resume) {
    await commands.executeCommand('ownhand.resumeTraining');
  }
}

function isInterrupted({ snapshot: { unfinished, training } }: AppState): boolean {
  return unfinished?.why === 'interrupted' && !unfinished.automatic && training === null;
}
