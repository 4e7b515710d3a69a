import { l10n, window } from 'vscode';
import { DeleteAll, RemoveModel } from '../../worker/requests/library.ts';
import type { Services } from '../services.ts';
import { confirm } from '../support/confirm.ts';
import { counted, fileSize } from '../support/numbers.ts';
import { forgetMined } from './minedPaths.ts';

/** Deletes everything that Ownhand keeps; the user's own files stay. */
export async function deleteEverything({ context, workers, state, training, log }: Services): Promise<void> {
  const { status } = state.snapshot;
  const mine = l10n.t('Delete My Notes and Style');
  const all = l10n.t('Delete Language Models Too');
  const chosen = await confirm(
    l10n.t('Delete everything that Ownhand keeps?'),
    l10n.t(
      'This deletes what Ownhand has read ({0}), your style, and your profile. Your own files stay. You cannot undo this.',
      counted(status?.history.items ?? 0, l10n.t('note'), l10n.t('notes')),
    ),
    mine,
    all,
  );
  if (chosen !== mine && chosen !== all) return;
  await workers.request(DeleteAll, { models: chosen === all });
  await training.forget();
  await forgetMined(context.globalState, null);
  state.update({ losses: [], heldoutLosses: [] });
  log.info('everything was deleted');
  await workers.refresh();
  void window.showInformationMessage(l10n.t('Everything is deleted.'));
}

/** Deletes a base model. @param given its id; the user is asked if it is absent */
export async function removeModel({ workers, state }: Services, given?: unknown): Promise<void> {
  const models = state.snapshot.overview?.disk.models ?? [];
  const items = models.map(({ id, bytes }) => ({ label: id, description: fileSize(bytes) }));
  const id =
    typeof given === 'string'
      ? given
      : (await window.showQuickPick(items, { title: l10n.t('Delete Language Model') }))?.label;
  if (id === undefined) return;
  const go = l10n.t('Delete');
  const detail = l10n.t('Styles learned with it are of no use without it. You can set it up again.');
  if ((await confirm(l10n.t('Delete the language model “{0}”?', id), detail, go)) !== go) return;
  await workers.request(RemoveModel, { id });
  await workers.refresh();
}
