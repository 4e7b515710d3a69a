/** The user's adapters: choose the one that serves, export, import, delete. */
import path from 'node:path';
import { commands, env, l10n, type QuickPickItem, Uri, window } from 'vscode';
import { FORMATS, type Format } from '../../core/adapter/formats.ts';
import type { AdapterInfo, AdapterVersion } from '../../core/adapter/record.ts';
import { ExportAdapter, ImportAdapter, RemoveAdapter, UseAdapter } from '../../worker/requests/training.ts';
import type { Services } from '../services.ts';
import { confirm } from '../support/confirm.ts';
import { counted } from '../support/numbers.ts';

/** @param given an adapter's name, or null for none */
export async function useAdapter(services: Services, given?: unknown): Promise<void> {
  const chosen = given === null ? { name: null } : await choiceOf(services, given);
  if (chosen === undefined) return;
  await services.workers.request(UseAdapter, chosen);
  await services.workers.refresh();
}

/** Asks first, and says what an adapter can reveal. @param folder destination; the user is asked if it is absent */
export async function exportAdapter(services: Services, given?: unknown): Promise<void> {
  const name = await adapterNameOf(services, given, l10n.t('Export Style'));
  if (typeof name !== 'string') return;
  const items = services.state.snapshot.adapters.find((each) => each.name === name)?.items ?? 0;
  const go = l10n.t('Export…');
  const agreed = await confirm(
    l10n.t('A style can reveal what it has learned from.'),
    l10n.t(
      'Anyone who has “{0}” can write as you do, and may get names, phrases and facts out of the {1} it has learned from. Give it only to people who may read those.',
      name,
      counted(items, l10n.t('note'), l10n.t('notes')),
    ),
    go,
  );
  if (agreed !== go) return;
  const format = await pickFormat();
  const parent = format && (await pickFolder(l10n.t('Export Here')));
  if (!parent) return;
  const target = path.join(parent, `ownhand-${name}`);
  const { folder } = await services.workers.request(ExportAdapter, { name, folder: target, format });
  const show = l10n.t('Show');
  void window.showInformationMessage(l10n.t('“{0}” is exported.', name), show).then((chosen) => {
    if (chosen === show) void commands.executeCommand('revealFileInOS', Uri.file(folder));
  });
}

export async function importAdapter(services: Services): Promise<void> {
  const folder = await pickFolder(l10n.t('Import'));
  if (!folder) return;
  const taken = new Set(services.state.snapshot.adapters.map(({ name }) => name));
  const name = await window.showInputBox({
    title: l10n.t('Import Style'),
    prompt: l10n.t('A name for it'),
    value: path.basename(folder).replaceAll(/[^\p{L}\p{N}._-]/gu, '-'),
    validateInput: (text) => (taken.has(text.trim()) ? l10n.t('There is already a style with this name.') : undefined),
  });
  if (!name?.trim()) return;
  await services.workers.request(ImportAdapter, { folder, name: name.trim() });
  await services.workers.refresh();
  const use = l10n.t('Use It');
  void window.showInformationMessage(l10n.t('“{0}” is imported.', name.trim()), use).then((chosen) => {
    if (chosen === use) void commands.executeCommand('ownhand.useAdapter', name.trim());
  });
}

export async function removeAdapter(services: Services, given?: unknown): Promise<void> {
  const name = await adapterNameOf(services, given, l10n.t('Delete Style'));
  if (typeof name !== 'string') return;
  const go = l10n.t('Delete');
  const detail = l10n.t('You lose what it has learned; Ownhand can learn it again from your notes.');
  if ((await confirm(l10n.t('Delete the style “{0}”?', name), detail, go)) !== go) return;
  await services.workers.request(RemoveAdapter, { name });
  await services.workers.refresh();
}

interface Choice {
  /** Null stands for none. */
  name: string | null;
  /** One of its earlier versions. */
  version?: string;
}

/** The adapter that is named, else what the user picks: an adapter, an earlier version of one, or none. */
async function choiceOf({ state }: Services, given: unknown): Promise<Choice | undefined> {
  if (typeof given === 'string') return { name: given };
  const items = state.snapshot.adapters.flatMap((each): (QuickPickItem & Choice)[] => [
    { label: each.name, description: factsOf(each), name: each.name },
    ...each.versions
      .filter(({ current }) => !current)
      .map((version) => ({
        label: `$(history) ${l10n.t('{0}, as it was', each.name)}`,
        description: versionFacts(version),
        name: each.name,
        version: version.created,
      })),
  ]);
  items.push({ label: l10n.t('No style'), description: l10n.t('the plain model alone'), name: null });
  const picked = await window.showQuickPick(items, { title: l10n.t('Switch Style') });
  return picked && { name: picked.name, version: picked.version };
}

function versionFacts({ created, gain, plain }: AdapterVersion): string {
  const made = new Date(created).toLocaleString(env.language, { dateStyle: 'medium', timeStyle: 'short' });
  if (gain === null || plain === null) return made;
  return `${made} · ${l10n.t('{0} better than the plain model', `${Math.round((100 * gain) / plain)} %`)}`;
}

/** The adapter that is named, else the one that the user picks. */
async function adapterNameOf({ state }: Services, given: unknown, title: string): Promise<string | undefined> {
  if (typeof given === 'string') return given;
  const items = state.snapshot.adapters.map((each) => ({
    label: each.name,
    description: factsOf(each),
    name: each.name,
  }));
  const placeHolder = items.length === 0 ? l10n.t('There is no style yet: let Ownhand learn yours first.') : undefined;
  return (await window.showQuickPick(items, { title, placeHolder }))?.name;
}

function factsOf({ enabled, items, created }: AdapterInfo): string {
  const facts = [counted(items, l10n.t('note'), l10n.t('notes')), created.slice(0, 10)];
  return [...(enabled ? [l10n.t('in use')] : []), ...facts].join(' · ');
}

async function pickFormat(): Promise<Format | undefined> {
  const labels: Record<Format, { label: string; detail: string }> = {
    peft: { label: 'PEFT', detail: l10n.t('A folder for Hugging Face PEFT, which you can also import here again') },
    gguf: { label: 'GGUF', detail: l10n.t('A file for llama.cpp and tools built on it') },
  };
  const items = FORMATS.map((format) => ({ ...labels[format], format }));
  return (await window.showQuickPick(items, { title: l10n.t('Export Style') }))?.format;
}

async function pickFolder(openLabel: string): Promise<string | undefined> {
  const uris = await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel });
  return uris?.[0]?.fsPath;
}
