import { l10n } from 'vscode';
import type { TagSignal } from '../../core/tasks/tags/signal.ts';
import type { TagsResult } from '../../core/tasks/tags/tags.ts';

/** Why a tag fits, in a few words. */
export function tagReason(tag: TagsResult['tags'][number]): string {
  return tag.new ? l10n.t('new: not among your tags so far') : reasonLine(tag.reason);
}

function reasonLine(reason: TagSignal | null): string {
  switch (reason) {
    case 'model':
      return l10n.t('fits this text');
    case 'votes':
      return l10n.t('used on similar notes');
    case 'prior':
      return l10n.t('often used');
    case 'named':
      return l10n.t('named in the text');
    case 'earlier':
      return l10n.t('like your other notes with this tag');
    case null:
      return '';
  }
}
