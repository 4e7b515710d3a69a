import { type InlineCompletionContext, type Position, Range, type TextDocument } from 'vscode';
import type { Surroundings } from '../../core/tasks/complete/filters/filter.ts';
import { sourceOf } from '../notes/documents.ts';
import type { CachePlace } from './cache.ts';

/** What a suggestion is made from, and where it goes. */
export interface Place extends Surroundings, CachePlace {
  /** Always on one line, as VS Code wants it. */
  range: Range;
  /** The document's own path, where it has one, so that it is never shown to the model as its own example. */
  source: string | undefined;
  /** Text of the completion list's selected entry, which the suggestion must begin with; empty where there is none. */
  selected: string;
}

/** More context than any of the models in question can read. */
const MAX_BEFORE = 8_000;
const MAX_AFTER = 1_000;

/** The text around the cursor, as it would be once the selected entry of an open completion list were taken. */
export function placeAt(document: TextDocument, position: Position, context: InlineCompletionContext): Place | null {
  const selected = context.selectedCompletionInfo;
  if (selected && !selected.range.isSingleLine) return null;
  const range = selected?.range ?? new Range(position, position);
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const from = document.positionAt(Math.max(0, start - MAX_BEFORE));
  const to = document.positionAt(end + MAX_AFTER);
  return {
    document: document.uri.toString(),
    offset: start + (selected?.text.length ?? 0),
    before: document.getText(new Range(from, range.start)) + (selected?.text ?? ''),
    after: document.getText(new Range(range.end, to)),
    range,
    source: sourceOf(document),
    selected: selected?.text ?? '',
  };
}
