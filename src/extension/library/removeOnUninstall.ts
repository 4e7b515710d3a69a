import { l10n, window } from 'vscode';
import { isToRemove, setToRemove } from '../../core/home/removal.ts';
import type { Services } from '../services.ts';
import { homeOf } from '../settings.ts';

/**
 * Asks whether history, adapters and models should go when the extension is uninstalled; by default they stay.
 * @param given the answer, if a test runs it
 */
export async function removeOnUninstall({ context, log }: Services, given?: unknown): Promise<void> {
  const home = homeOf(context);
  const remove = typeof given === 'boolean' ? given : await ask(home);
  if (remove === undefined) return;
  setToRemove(home, remove);
  log.info(`on uninstall the home ${remove ? 'is removed' : 'stays'}`);
}

async function ask(home: string): Promise<boolean | undefined> {
  const [remove, keep] = [l10n.t('Remove Everything'), l10n.t('Keep Everything')];
  const now = isToRemove(home)
    ? l10n.t('At the moment it would be removed.')
    : l10n.t('At the moment it would be kept.');
  const chosen = await window.showInformationMessage(
    l10n.t('When you uninstall Ownhand, what should happen to what it has read, your style and the language models?'),
    { modal: true, detail: now },
    remove,
    keep,
  );
  return chosen === undefined ? undefined : chosen === remove;
}
