import { l10n, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import type { AppState, Snapshot } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { clock } from '../support/numbers.ts';
import { trainingLine, unfinishedLine } from './progress.ts';
import { stateLine } from './stateLine.ts';

interface Look {
  text: string;
  tooltip: string;
}

/** The one status bar item; clicking it opens the menu. */
export class Status extends Disposable {
  readonly item: StatusBarItem;

  constructor(state: AppState) {
    super();
    this.item = this._register(window.createStatusBarItem('ownhand.status', StatusBarAlignment.Right, 100));
    this.item.name = 'Ownhand';
    this.item.command = 'ownhand.showMenu';
    this._register(state.onDidChange((snapshot) => this.#show(snapshot)));
    this.#show(state.snapshot);
    this.item.show();
  }

  #show(snapshot: Readonly<Snapshot>): void {
    const { text, tooltip } = lookOf(snapshot);
    // Set only if it differs: each set is a message to the window.
    if (this.item.text === text && this.item.tooltip === tooltip) return;
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `Ownhand: ${tooltip}`, role: 'button' };
  }
}

function lookOf(snapshot: Readonly<Snapshot>): Look {
  const { enabled, snoozedUntil, offHere, worker, problem, status, training, held, unfinished } = snapshot;
  const { work, preparing, thinking } = snapshot;
  const said = stateLine(snapshot);
  if (worker === 'failed') return { text: '$(error) Ownhand', tooltip: problem };
  if (work) {
    const percent = work.percent === null ? '' : ` ${Math.floor(work.percent)} %`;
    return { text: `$(sync~spin) ${work.title}${percent}`, tooltip: `${work.title}${percent}` };
  }
  if (training) {
    const percent = training.steps > 0 ? Math.floor((100 * training.step) / training.steps) : 0;
    if (held) {
      const tooltip = l10n.t('Learning your style is waiting while you type');
      return { text: `$(debug-pause) ${percent} %`, tooltip };
    }
    return {
      text: `$(sync~spin) ${training.phase === 'training' ? `${percent} %` : 'Ownhand'}`,
      tooltip: l10n.t('Learning your style: {0}', trainingLine(training)),
    };
  }
  if (!enabled) return { text: '$(circle-slash) Ownhand', tooltip: said };
  if (snoozedUntil > 0) {
    const text = l10n.t('Snoozed until {0}', clock(snoozedUntil, Date.now()));
    return { text: `$(bell-slash) ${text}`, tooltip: said };
  }
  if (problem !== '' || status?.endpointProblem) return { text: '$(warning) Ownhand', tooltip: said };
  if (!status || preparing) return { text: '$(loading~spin) Ownhand', tooltip: said };
  if (!status.model) return { text: '$(package) Ownhand', tooltip: said };
  if (offHere) return { text: '$(circle-slash) Ownhand', tooltip: said };
  if (thinking) return { text: '$(loading~spin) Ownhand', tooltip: l10n.t('Thinking of a suggestion') };
  if (unfinished) {
    const percent = Math.floor((100 * unfinished.step) / Math.max(1, unfinished.steps));
    return { text: `$(debug-pause) ${percent} %`, tooltip: unfinishedLine(unfinished) };
  }
  return { text: '$(edit) Ownhand', tooltip: said };
}
