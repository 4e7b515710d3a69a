import { commands, l10n, window } from 'vscode';
import type { AdapterInfo } from '../../core/adapter/record.ts';
import type { AppState, Snapshot } from '../state.ts';
import { decimal } from '../support/numbers.ts';

/** The result of learning the style, as a sentence, and whether the style is on. */
export interface Verdict {
  text: string;
  on: boolean;
  /** Name of the style it is about; null if there is none. */
  adapter: string | null;
}

/** What to say about the style that serves, the newest one if none does, or why there is none; null for nothing. */
export function verdictOf({ adapters, status, styleProblem }: Readonly<Snapshot>): Verdict | null {
  if (styleProblem !== null) return { text: styleProblem, on: false, adapter: null };
  const serving = adapters.find(({ name }) => name === status?.adapter);
  const shown = serving ?? adapters[0];
  if (!shown) return null;
  return { text: sentence(shown, serving !== undefined), on: serving !== undefined, adapter: shown.name };
}

/** How much better held-out notes are predicted with a style than without, in percent; null if it was not measured. */
function percentBetter({ heldout, scale }: Pick<AdapterInfo, 'heldout' | 'scale'>): number | null {
  if (!heldout) return null;
  if (scale?.text === 0) return 0;
  const { gain, median } = heldout;
  return gain ? (100 * gain.mean) / median.base : 100 * (1 - median.adapter / median.base);
}

function sentence(style: AdapterInfo, on: boolean): string {
  const better = percentBetter(style);
  if (better === null) return on ? l10n.t('Your style is on.') : l10n.t('Your style is off.');
  const said = percentSaid(better);
  if (on && better > 0) return l10n.t('Predicts your latest notes {0} better than the plain model.', said);
  if (on && (style.scale?.title || style.scale?.tags))
    return l10n.t('On for titles and tags; it does not help with text yet.');
  if (on) return l10n.t('On, although it does not predict your latest notes better than the plain model.');
  if (better > 0) return l10n.t('Off. It predicts your latest notes {0} better than the plain model.', said);
  return l10n.t(
    'Off, because it does not predict your latest notes better than the plain model yet. More notes help most.',
  );
}

/** `7 %`, `0.4 %`. */
function percentSaid(percent: number): string {
  return `${percent < 1 ? decimal(Math.max(0.1, percent), 1) : Math.round(percent)} %`;
}

/** Says once, after learning, what came of it and what to do next. The side bar keeps saying it. */
export function tellVerdict({ state }: { state: AppState }): void {
  const verdict = verdictOf(state.snapshot);
  // A run that was paused or stopped has no verdict, and an interrupted one is offered again.
  if (!verdict || state.snapshot.unfinished) return;
  const see = { title: l10n.t('See Why'), command: 'ownhand.seeWhy', args: [] as unknown[] };
  const more = { title: l10n.t('Add More Notes'), command: 'ownhand.mine', args: [] };
  const use = { title: l10n.t('Use It Anyway'), command: 'ownhand.useAdapter', args: [verdict.adapter] };
  const write = { title: l10n.t('Start Writing'), command: 'ownhand.startWriting', args: [] };
  const actions = verdict.on ? [write, see] : verdict.adapter === null ? [more] : [see, more, use];
  const text = verdict.on
    ? l10n.t('Ownhand has learned your style. {0}', verdict.text)
    : verdict.adapter === null
      ? verdict.text
      : l10n.t('Ownhand has learned your style. {0}', verdict.text);
  void window.showInformationMessage(text, ...actions).then(async (chosen) => {
    if (chosen) await commands.executeCommand(chosen.command, ...chosen.args);
  });
}
