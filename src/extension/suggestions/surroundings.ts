import { type InlineCompletionContext, type Position, Range, type TextDocument } from 'vscode';
import type { Surroundings } from '../../core/tasks/complete/filters/filter.ts';
import type { CachePlace } from '../../core/tasks/complete/policy/cache.ts';
import { textBefore } from '../../core/tasks/complete/policy/window.ts';
import type { Length } from '../../core/tasks/complete/rule.ts';
import { sourceOf } from '../notes/documents.ts';
import { readSettings } from '../settings.ts';

/** What a suggestion is made from, and where it goes. */
export interface Place extends Surroundings, CachePlace {
  /** Always on one line, as VS Code requires. */
  range: Range;
  /** The document's own path, if it has one, so that the model is never shown it as its own example. */
  source: string | undefined;
  /** The document's title, if `before` is only a later part of it; see `textBefore`. */
  title: string | null | undefined;
  length: Length;
  /** Text of the completion list's selected entry, which the suggestion must begin with; empty if none is selected. */
  selected: string;
}

const MAX_AFTER = 1_000;

/** The text around the cursor as it would be if the selected entry of an open completion list were accepted. */
export function placeAt(document: TextDocument, position: Position, context: InlineCompletionContext): Place | null {
  const selected = context.selectedCompletionInfo;
  if (selected && !selected.range.isSingleLine) return null;
  const range = selected?.range ?? new Range(position, position);
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const read = (from: number, to: number) =>
    document.getText(new Range(document.positionAt(from), document.positionAt(to)));
  const { text, title } = textBefore(read, start);
  const to = document.positionAt(end + MAX_AFTER);
  return {
    document: document.uri.toString(),
    offset: start + (selected?.text.length ?? 0),
    before: text + (selected?.text ?? ''),
    title,
    length: readSettings(document).completions.length,
    after: document.getText(new Range(range.end, to)),
    range,
    source: sourceOf(document),
    selected: selected?.text ?? '',
  };
}
