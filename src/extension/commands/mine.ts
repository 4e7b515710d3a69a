import { commands, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { MineResult } from '../../core/types.ts';
import { Mine } from '../../worker/protocol.ts';
import { counted } from '../format.ts';
import { percentOf, withCancellableProgress } from '../progress.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';

/** Reads the user's documents into the history. Takes folders and files as an argument, else asks for them. */
export async function mine(services: Services, given?: unknown): Promise<MineResult | undefined> {
  const paths = pathsOf(given) ?? (await pickPaths());
  if (!paths || paths.length === 0) return undefined;
  const result = await withCancellableProgress(l10n.t('Mining your writing'), (report, signal) =>
    services.engine.long(Mine, { paths }, { signal }, (progress) => report(progress.message, percentOf(progress))),
  );
  await services.engine.refresh();
  void tellResult(services, result);
  return result;
}

function pathsOf(given: unknown): string[] | undefined {
  const list = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const paths = list.flatMap((each) => (each instanceof Uri ? [each.fsPath] : typeof each === 'string' ? [each] : []));
  return paths.length > 0 ? paths : undefined;
}

async function pickPaths(): Promise<string[] | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const configured = readSettings().historyFolders;
  const items: (QuickPickItem & { paths?: string[]; files?: boolean })[] = [];
  if (folders.length > 0) {
    const names = folders.map(({ name }) => name).join(', ');
    items.push({
      label: l10n.t('This workspace'),
      description: names,
      paths: folders.map(({ uri }) => uri.fsPath),
    });
  }
  if (configured.length > 0) {
    items.push({ label: l10n.t('The folders in my settings'), description: configured.join(', '), paths: configured });
  }
  items.push({ label: l10n.t('Choose folders…') }, { label: l10n.t('Choose files…'), files: true });
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Mine My Writing'),
    placeHolder: l10n.t('Where is writing of your own? It is read on this machine and never leaves it.'),
  });
  if (!chosen || chosen.paths) return chosen?.paths;
  const uris = await window.showOpenDialog({
    canSelectFolders: !chosen.files,
    canSelectFiles: chosen.files === true,
    canSelectMany: true,
    openLabel: l10n.t('Mine'),
    ...(chosen.files && { filters: { [l10n.t('Writing')]: ['md', 'markdown', 'txt', 'jsonl'] } }),
  });
  return uris?.map((uri) => uri.fsPath);
}

async function tellResult({ state }: Services, result: MineResult): Promise<void> {
  const items = counted(result.items, l10n.t('document'), l10n.t('documents'));
  const words = counted(state.snapshot.status?.history.words ?? 0, l10n.t('word'), l10n.t('words'));
  const found = l10n.t('{0} new, {1} changed, {2} gone', result.added, result.updated, result.removed);
  if (result.items === 0) {
    await window.showWarningMessage(l10n.t('No writing was found there; choose a folder with Markdown or text files.'));
    return;
  }
  const train = l10n.t('Train My Adapter');
  const message = l10n.t('Your history holds {0}, {1} ({2}).', items, words, found);
  if ((await window.showInformationMessage(message, train)) === train) await commands.executeCommand('ownhand.train');
}
