import type { HiddenReason } from './filter.ts';

/** What the last change of a document was. */
export type Edit = 'typed' | 'deleted' | 'undone' | 'other';

/** The part of VS Code's change event that tells; `undone` is true for an undo and for a redo. */
export interface Change {
  text: string;
  /** Characters that the text takes the place of. */
  rangeLength: number;
}

/** Names a change; a change of several cursors is what its first one says. */
export function editOf([change]: readonly Change[], undone: boolean): Edit {
  if (undone) return 'undone';
  if (change === undefined) return 'other';
  if (change.text === '') return 'deleted';
  return change.rangeLength === 0 && [...change.text].length === 1 ? 'typed' : 'other';
}

/**
 * Why nothing is suggested unasked after this change: someone who deletes or undoes is getting rid of text, and is not
 * waiting for more.
 */
export function silentEdit(edit: Edit): HiddenReason | null {
  if (edit === 'deleted') return 'after-delete';
  return edit === 'undone' ? 'after-undo' : null;
}
