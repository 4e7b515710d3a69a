import path from 'node:path';
import { commands, l10n, type QuickPickItem, window, workspace } from 'vscode';
import type { HistoryList } from '../../core/history/list.ts';
import type { SourceCount } from '../../core/history/store/itemCounts.ts';
import type { ForgetResult } from '../../core/home/home.ts';
import { Forget, History } from '../../worker/requests/library.ts';
import type { Services } from '../services.ts';
import { confirm } from '../support/confirm.ts';
import { counted } from '../support/numbers.ts';
import { forgetMined } from './minedPaths.ts';
import { nameAmong, shortPath } from './paths.ts';

/** More documents than anybody scrolls through; typing filters them. */
const MOST = 1000;

/** Removes a document or folder from the history. @param given its path; the user is asked if it is absent */
export async function forget(services: Services, given?: unknown): Promise<ForgetResult | undefined> {
  const source = typeof given === 'string' ? given : await pickSource(services);
  if (source === undefined) return undefined;
  const go = l10n.t('Forget');
  const detail = l10n.t(
    'Ownhand forgets it, and does not read it again unless you choose that same folder or note. The files themselves stay. Your style keeps what it learned from it until Ownhand learns your style again.',
  );
  const places = services.state.snapshot.overview?.sources.map((each) => each.path) ?? [];
  const name = nameAmong(source, places);
  if ((await confirm(l10n.t('Forget what Ownhand read from “{0}”?', name), detail, go)) !== go) {
    return undefined;
  }
  await forgetMined(services.context.globalState, source);
  const result = await services.workers.request(Forget, { source });
  services.log.info(`forgotten: ${result.items} documents`);
  await services.workers.refresh();
  void tellResult(result);
  return result;
}

async function pickSource({ workers, state }: Services): Promise<string | undefined> {
  const { items } = await workers.request(History, { limit: MOST });
  const choices = [...(state.snapshot.overview?.sources ?? []).map(ofSource), ...documentsOf(items)];
  const chosen = await window.showQuickPick(choices, {
    title: l10n.t('Forget Notes'),
    placeHolder: choices.length === 0 ? l10n.t('Nothing has been read.') : l10n.t('A folder or a note'),
    matchOnDescription: true,
  });
  return chosen?.source;
}

type Choice = QuickPickItem & { source: string };

function ofSource({ path: source, documents }: SourceCount): Choice {
  const description = [counted(documents, l10n.t('note'), l10n.t('notes')), shortPath(source)].join(' · ');
  return { label: `$(folder) ${path.basename(source)}`, description, source };
}

function documentsOf(items: HistoryList['items']): Choice[] {
  const first = new Map(items.map((item) => [item.source, item]));
  return [...first.values()].map(({ source, title, date }) => ({
    label: `$(file) ${title || path.basename(source)}`,
    description: [date?.slice(0, 10), shownPath(source)].filter(Boolean).join(' · '),
    source,
  }));
}

/** Where a note lies: in the open folder that is enough to find it. */
function shownPath(source: string): string {
  const relative = workspace.asRelativePath(source);
  return path.isAbsolute(relative) ? shortPath(source) : relative;
}

async function tellResult({ items, adaptersToRetrain }: ForgetResult): Promise<void> {
  const forgotten = l10n.t('Forgotten: {0}.', counted(items, l10n.t('note'), l10n.t('notes')));
  if (adaptersToRetrain.length === 0) {
    await window.showInformationMessage(forgotten);
    return;
  }
  const train = l10n.t('Learn Again');
  const learnt = l10n.t(
    'Your style has learned from it: let Ownhand learn your style again, or delete it ({0}).',
    adaptersToRetrain.join(', '),
  );
  if ((await window.showInformationMessage(`${forgotten} ${learnt}`, train)) === train) {
    await commands.executeCommand('ownhand.train', {});
  }
}
