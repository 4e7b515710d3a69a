import { l10n, type Range, type TextDocument } from 'vscode';
import { isNamedAfter } from '../../core/notes/fileName.ts';
import { tagsLines, titleLine, titleText } from '../../core/notes/headLines.ts';
import type { Services } from '../services.ts';
import { canRename, fileNameOf, headLines, markupOf } from './documents.ts';

/** The place at which the lightbulb asks for actions. */
export interface NotePlace {
  document: TextDocument;
  range: Range;
  /** The line of the range, if it is a single one among those that can hold title and tags. */
  line: string | null;
  isTitle: boolean;
  isTags: boolean;
}

/** A command on the note in the active editor. */
interface NoteCommand {
  id: string;
  /** Loads its code on use. */
  run: (services: Services, given?: unknown) => Promise<unknown>;
  /** Its title in the lightbulb, or null where it does not fit; absent if it is never there. */
  offered?: (place: NotePlace) => string | null;
}

/** Commands on notes, in the lightbulb's order: the extension registers them and offers them where they fit. */
export const NOTE_COMMANDS: readonly NoteCommand[] = [
  {
    id: 'ownhand.suggestTitles',
    run: async (services) => (await import('./suggestTitles.ts')).suggestTitles(services),
    offered: ({ isTitle }) => (isTitle ? l10n.t('Suggest titles') : null),
  },
  {
    id: 'ownhand.renameToTitle',
    run: async (...given) => (await import('./renameToTitle.ts')).renameToTitle(...given),
    offered: ({ document, isTitle, line }) => {
      const title = isTitle && line !== null && canRename(document) ? titleText(line) : null;
      const renames = title !== null && !isNamedAfter(title, fileNameOf(document.uri));
      return renames ? l10n.t('Rename file to match title') : null;
    },
  },
  {
    id: 'ownhand.suggestDescription',
    run: async (services) => (await import('./suggestDescription.ts')).suggestDescription(services),
    offered: ({ isTitle, line }) =>
      isTitle || /^(?:description|summary|excerpt)[ \t]*:/.test(line ?? '') ? l10n.t('Suggest description') : null,
  },
  {
    id: 'ownhand.suggestTags',
    run: async (services) => (await import('./suggestTags.ts')).suggestTags(services),
    offered: ({ isTags }) => (isTags ? l10n.t('Suggest tags') : null),
  },
  {
    id: 'ownhand.rewrite',
    run: async (services) => (await import('./rewrite.ts')).rewrite(services),
    offered: ({ document, range }) => (document.getText(range).trim() === '' ? null : l10n.t('Rewrite in my style')),
  },
  { id: 'ownhand.tagAll', run: async (services) => (await import('./tagAll.ts')).tagAll(services) },
];

export function notePlace(document: TextDocument, range: Range): NotePlace {
  const lines = range.isSingleLine ? headLines(document) : [];
  const at = range.start.line;
  const tags = range.isSingleLine ? tagsLines(lines) : null;
  return {
    ...{ document, range, line: lines[at] ?? null },
    isTitle: range.isSingleLine && at === titleLine(lines, markupOf(document)),
    isTags: tags !== null && at >= tags.first && at <= tags.last,
  };
}
