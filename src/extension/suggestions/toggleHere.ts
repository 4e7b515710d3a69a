import { commands, l10n, type QuickPickItem, window } from 'vscode';
import { OwnhandError } from '../../core/support/errors.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';

const WHAT = ['file', 'language', 'globs'] as const;
type What = (typeof WHAT)[number];

/**
 * Switches suggestions off or on for the active file, or for its language.
 * @param given which of the two, if a key or a test runs it
 */
export async function toggleHere({ offPlaces }: Services, given?: unknown): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document) throw new OwnhandError('bad-input', l10n.t('Open a document first.'));
  const { uri, languageId } = document;
  const fileOff = offPlaces.isFileOff(uri);
  const languageOff = !readSettings(document).completions.languages.includes(languageId);
  const what = WHAT.find((each) => each === given) ?? (await ask(fileOff, languageOff, languageId));
  if (what === 'file') offPlaces.setFile(uri, !fileOff);
  if (what === 'language') await offPlaces.setLanguage(languageId, !languageOff);
  if (what === 'globs') await commands.executeCommand('workbench.action.openSettings', 'ownhand.completions.exclude');
}

async function ask(fileOff: boolean, languageOff: boolean, languageId: string): Promise<What | undefined> {
  const choices: (QuickPickItem & { what: What })[] = [
    { label: fileOff ? l10n.t('Turn On in This File') : l10n.t('Turn Off in This File'), what: 'file' },
    {
      label: languageOff ? l10n.t('Turn On for {0}', languageId) : l10n.t('Turn Off for {0}', languageId),
      what: 'language',
    },
    { label: l10n.t('Choose Files by a Pattern…'), what: 'globs' },
  ];
  return (await window.showQuickPick(choices, { title: l10n.t('Suggestions Here') }))?.what;
}
