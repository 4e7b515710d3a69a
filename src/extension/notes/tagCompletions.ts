import {
  type CancellationToken,
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  type LogOutputChannel,
  languages,
  type Position,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { type TagsPlace, tagsPlaceAt } from '../../core/notes/tagsPlace.ts';
import type { TagsResult } from '../../core/tasks/tags/tags.ts';
import { findFrontMatter } from '../../core/text/frontMatterBlock.ts';
import { OwnTags } from '../../worker/requests/writing.ts';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError } from '../support/log.ts';
import type { Workers } from '../workers.ts';
import { EDITED_LANGUAGES, headLines, sourceOf } from './documents.ts';
import { tagReason } from './tagReason.ts';

type Tag = TagsResult['tags'][number];

/** More tags than anybody looks through; typing narrows the list. */
const MOST = 500;
/** Where a tag begins: a list is opened or continued. */
const TRIGGERS = ['[', ',', '-', ' ', '"', "'"];

/**
 * Offers the user's own tags while they type the `tags` of a document's front matter, those that fit it first. This
 * runs no model: tags are ranked once per text, by words, after those that Suggest Tags last found for it.
 */
export class TagCompletions extends Disposable implements CompletionItemProvider {
  readonly #workers: Workers;
  readonly #state: AppState;
  readonly #log: LogOutputChannel;
  /** The last suggestions, by document. */
  readonly #suggested = new Map<string, Tag[]>();
  /** For the document last typed in. */
  #ranked: { key: string; tags: Promise<Tag[]> } | undefined;

  constructor(workers: Workers, state: AppState, log: LogOutputChannel) {
    super();
    this.#workers = workers;
    this.#state = state;
    this.#log = log;
    this._register(languages.registerCompletionItemProvider(EDITED_LANGUAGES, this, ...TRIGGERS));
    this._register(workspace.onDidCloseTextDocument(({ uri }) => this.#suggested.delete(uri.toString())));
  }

  /** Keeps what the model suggested for a document until it is closed. */
  remember({ uri }: TextDocument, tags: Tag[]): void {
    this.#suggested.set(uri.toString(), tags);
  }

  async provideCompletionItems(
    document: TextDocument,
    position: Position,
    token: CancellationToken,
  ): Promise<CompletionItem[] | undefined> {
    // VS Code asks at every space in the text; there, only the first line is looked at.
    if (!document.lineAt(0).text.includes('---')) return undefined;
    const place = tagsPlaceAt(headLines(document), position.line, position.character);
    if (!place) return undefined;
    try {
      const ranked = await this.#rank(document);
      if (token.isCancellationRequested) return undefined;
      const { scalar } = await import('../../core/notes/frontMatter.ts');
      const written = (tag: string) => writtenIn(place, tag, scalar);
      return this.#merged(document, ranked, place).map((tag, at) =>
        itemOf(document, position, place, tag, at, written),
      );
    } catch (error) {
      logError(this.#log, 'tag completions', error);
      return undefined;
    }
  }

  #merged({ uri }: TextDocument, ranked: Tag[], { present }: TagsPlace): Tag[] {
    const seen = new Set(present.map((tag) => tag.toLowerCase()));
    const isNew = ({ text }: Tag) => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase());
    const suggested = this.#suggested.get(uri.toString()) ?? [];
    return [...suggested.filter((tag) => !tag.new), ...ranked, ...suggested.filter((tag) => tag.new)].filter(isNew);
  }

  /** Asks the worker once per text; edits in the front matter do not matter to it. */
  #rank(document: TextDocument): Promise<Tag[]> {
    const text = document.getText();
    const { status } = this.#state.snapshot;
    const body = text.slice(findFrontMatter(text)?.bodyStart ?? 0);
    const key = [document.uri, status?.history.items, status?.history.words, body].join(' ');
    if (this.#ranked?.key === key) return this.#ranked.tags;
    const asked = this.#workers.request(OwnTags, { text, n: MOST, source: sourceOf(document) });
    const ranked = { key, tags: asked.then(({ tags }) => tags) };
    this.#ranked = ranked;
    ranked.tags.catch(() => {
      if (this.#ranked === ranked) this.#ranked = undefined;
    });
    return ranked.tags;
  }
}

function itemOf(
  document: TextDocument,
  { line, character }: Position,
  place: TagsPlace,
  tag: Tag,
  rank: number,
  written: (tag: string) => string,
): CompletionItem {
  const { start, end, quote } = place;
  const item = new CompletionItem({ label: tag.text, description: tagReason(tag) }, CompletionItemKind.Keyword);
  const before = document.lineAt(line).text[start - 1] ?? '';
  item.insertText = (/[,:-]/.test(before) ? ' ' : '') + written(tag.text);
  item.filterText = quote + tag.text;
  item.sortText = String(rank).padStart(4, '0');
  item.range = new Range(line, Math.min(start, character), line, Math.max(end, character));
  return item;
}

/** The tag in YAML's form: with quotes if it began with one or needs them. */
function writtenIn(
  { style, quote }: TagsPlace,
  tag: string,
  scalar: (value: string, place: 'flow' | 'block') => string,
): string {
  if (quote === '"') return JSON.stringify(tag);
  if (quote === "'") return `'${tag.replaceAll("'", "''")}'`;
  // In `a, b` YAML sees a single value; a tag that would need quotes there is left to the user.
  return style === 'scalar' ? tag : scalar(tag, style);
}
