import { basename } from 'node:path';
import { commands, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { OwnhandError } from '../../core/support/errors.ts';
import type { MineResult } from '../../core/types.ts';
import { Mine } from '../../worker/protocol.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { percentOf, withCancellableProgress } from '../status/progress.ts';
import { counted } from '../support/format.ts';
import { rememberMined } from './minedPaths.ts';
import { firstOverlap } from './paths.ts';

/** Reads the user's documents into the history. Takes folders and files as an argument, else asks for them. */
export async function mine(services: Services, given?: unknown): Promise<MineResult | undefined> {
  const paths = pathsOf(given) ?? (await pickPaths());
  if (!paths || paths.length === 0) return undefined;
  if (!workspace.isTrusted) await refuseWorkspace(paths);
  const result = await withCancellableProgress(l10n.t('Mining your writing'), (report, signal) =>
    services.engine.long(Mine, { paths }, { signal }, (progress) => report(progress.message, percentOf(progress))),
  );
  services.log.info(`mined: ${JSON.stringify(result)}`);
  await rememberMined(services.context.globalState, paths);
  await services.engine.refresh();
  void tellResult(services, result);
  return result;
}

function pathsOf(given: unknown): string[] | undefined {
  const list = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const paths = list.flatMap((each) => (each instanceof Uri ? [each.fsPath] : typeof each === 'string' ? [each] : []));
  return paths.length > 0 ? paths : undefined;
}

function workspacePaths(): string[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folders.map(({ uri }) => uri.fsPath);
}

/** A workspace that is not trusted may hold anybody's text, which must not shape the user's adapter. */
async function refuseWorkspace(paths: string[]): Promise<void> {
  const shared = await firstOverlap(paths, workspacePaths());
  if (shared === undefined) return;
  throw new OwnhandError(
    'bad-input',
    l10n.t(
      '“{0}” shares files with this workspace, which is not trusted; trust it first, or mine other folders.',
      basename(shared) || shared,
    ),
  );
}

async function pickPaths(): Promise<string[] | undefined> {
  const items: (QuickPickItem & { pick: () => Promise<string[] | undefined> })[] = [];
  const inWorkspace = workspacePaths();
  if (inWorkspace.length > 0 && workspace.isTrusted) {
    const names = workspace.workspaceFolders?.map(({ name }) => name).join(', ');
    items.push({ label: l10n.t('This workspace'), description: names, pick: async () => inWorkspace });
  } else if (inWorkspace.length > 0) {
    items.push({
      label: l10n.t('This workspace'),
      description: l10n.t('not trusted: see Workspace Trust first'),
      pick: async () => void (await commands.executeCommand('workbench.trust.manage')),
    });
  }
  const configured = readSettings().historyFolders;
  if (configured.length > 0) {
    const description = configured.join(', ');
    items.push({ label: l10n.t('The folders in my settings'), description, pick: async () => configured });
  }
  items.push(
    { label: l10n.t('Choose folders…'), pick: () => openDialog({ canSelectFolders: true, canSelectFiles: false }) },
    {
      label: l10n.t('Choose files…'),
      pick: () =>
        openDialog({
          filters: {
            [l10n.t('Writing')]: ['md', 'markdown', 'txt', 'tex', 'rst', 'adoc', 'org', 'ipynb', 'typ', 'jsonl'],
          },
        }),
    },
  );
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Mine My Writing'),
    placeHolder: l10n.t('Where is writing of your own? It is read on this machine and never leaves it.'),
  });
  return chosen?.pick();
}

async function openDialog(options: Parameters<typeof window.showOpenDialog>[0]): Promise<string[] | undefined> {
  const uris = await window.showOpenDialog({ ...options, canSelectMany: true, openLabel: l10n.t('Mine') });
  return uris?.map((uri) => uri.fsPath);
}

async function tellResult({ state }: Services, { items, added, updated, removed }: MineResult): Promise<void> {
  if (items === 0) {
    await window.showWarningMessage(l10n.t('No writing found there: choose Markdown or text files.'));
    return;
  }
  const changes = [
    added > 0 && l10n.t('{0} new', added),
    updated > 0 && l10n.t('{0} changed', updated),
    removed > 0 && l10n.t('{0} gone', removed),
  ].filter((change) => change !== false);
  const found = changes.join(', ') || l10n.t('no change');
  const documents = counted(items, l10n.t('document'), l10n.t('documents'));
  const message = l10n.t('Your history holds {0} ({1}).', documents, found);
  const train = l10n.t('Train My Adapter');
  // Training is the next step only where there is something to learn that no adapter knows.
  const next = changes.length > 0 || state.snapshot.adapters.length === 0 ? [train] : [];
  if ((await window.showInformationMessage(message, ...next)) === train) {
    await commands.executeCommand('ownhand.train');
  }
}
