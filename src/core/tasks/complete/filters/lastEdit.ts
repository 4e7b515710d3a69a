import type { HiddenReason } from './filter.ts';

/** The kind of a document's last change. */
export type Edit = 'typed' | 'deleted' | 'undone' | 'other';

/** The part of VS Code's change event that matters; `undone` is true for an undo and for a redo. */
export interface Change {
  text: string;
  /** Number of characters that the text replaces. */
  rangeLength: number;
}

/** Classifies a change; with several cursors the first one decides. */
export function editOf([change]: readonly Change[], undone: boolean): Edit {
  if (undone) return 'undone';
  if (change === undefined) return 'other';
  if (change.text === '') return 'deleted';
  return change.rangeLength === 0 && [...change.text].length === 1 ? 'typed' : 'other';
}

/**
 * Why nothing is suggested after this change unless asked for: someone who deletes or undoes is getting rid of text,
 * and is not waiting for more.
 */
export function silentEdit(edit: Edit): HiddenReason | null {
  if (edit === 'deleted') return 'after-delete';
  return edit === 'undone' ? 'after-undo' : null;
}
