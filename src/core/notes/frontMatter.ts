/**
 * Edits of a document's YAML front matter that touch nothing else: each edit replaces the source text of one value,
 * whose position the parser gives, so that comments, order, quotes and spacing stay.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, type Pair, Scalar, stringify, type YAMLSeq } from 'yaml';
import { OwnhandError } from '../support/errors.ts';
import { DESCRIPTION_FIELDS, type ReadingHints, readFrontMatter, SPACED, tagFields } from '../text/frontMatter.ts';
import { type FrontMatter, type FrontMatterKind, findFrontMatter } from '../text/frontMatterBlock.ts';
import { fieldName } from '../text/frontMatterFields.ts';
import { cleanTag, splitTags, readTags as tagsIn } from '../text/tagList.ts';
import { unshielded } from '../text/yaml.ts';
import { isEmptyScalar, parseBlock } from './yamlDocument.ts';

/** Replaces the characters from `start` to `end` (offsets into the document) with `text`. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Where a value is written: inside braces or brackets, more must be quoted. */
type Place = 'flow' | 'block';

/** The program the document is for, as far as it matters here. */
export type DocumentKind = Pick<ReadingHints, 'quarto'>;

export function applyEdit(text: string, edit: TextEdit): string {
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

/** The front matter's `title` as mining reads it, or null. */
export function readTitle(text: string): string | null {
  return readFrontMatter(text).title;
}

/** The front matter's tags as mining reads them. */
export function readTags(text: string, document: DocumentKind = {}): string[] {
  return readFrontMatter(text, document).tags ?? [];
}

/** The edit that gives a document a `title` in its existing front matter (see `findFrontMatter`). */
export function editTitle(text: string, title: string): TextEdit {
  return editLine(text, ['title'], title);
}

/**
 * The edit that gives a document a description, in the field it already has for one; front matter is added if there is
 * none.
 */
export function editDescription(text: string, description: string): TextEdit {
  return findFrontMatter(text)
    ? editLine(text, DESCRIPTION_FIELDS, description)
    : newBlock(text, `description: ${scalar(description, 'block')}`);
}

/** @param names of the field; the first is used if a document has none of them */
function editLine(text: string, names: readonly [string, ...string[]], value: string): TextEdit {
  const [name] = names;
  refuseOthers(text, name);
  const block = requireBlock(text);
  const document = parseBlock(block.source);
  const pair = findPair(document, [...names]);
  if (!pair)
    return checked(
      text,
      addLine(text, block, document, name, (place) => scalar(value, place)),
      name,
      oneLine(value),
    );
  const old = isScalar(pair.value) ? pair.value : null;
  const style = old?.type === Scalar.QUOTE_DOUBLE || old?.type === Scalar.QUOTE_SINGLE ? old.type : Scalar.PLAIN;
  const flow = isMap(document.contents) && document.contents.flow === true;
  const written = scalar(value, flow ? 'flow' : 'block', style);
  return checked(
    text,
    shift(replaceValue(block.source, pair, written), block.sourceStart),
    keyOf(pair),
    oneLine(value),
  );
}

/** The edit that adds front matter with a title to a document without any. */
export function newFrontMatter(text: string, title: string): TextEdit {
  return newBlock(text, `title: ${scalar(title, 'block')}`);
}

function newBlock(text: string, line: string): TextEdit {
  const newline = newlineOf(text);
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const gap = text.slice(start).trim() === '' ? '' : newline;
  return { start, end: start, text: ['---', line, '---', ''].join(newline) + gap };
}

/**
 * The edit that adds tags to a document's front matter, or null if it has them all. They join the existing ones,
 * whatever the field's name: another field would hide them. Front matter is added if there is none. A list keeps its
 * style, block or flow; a scalar becomes a flow list.
 */
export function editTags(text: string, tags: string[], kind: DocumentKind = {}): TextEdit | null {
  const present = new Set(readTags(text, kind).map((tag) => tag.toLowerCase()));
  const added = tagsIn(tags).filter((tag) => !present.has(tag.toLowerCase()));
  if (added.length === 0) return null;
  refuseOthers(text, 'tags');
  const block = findFrontMatter(text);
  const field = kind.quarto ? 'categories' : 'tags';
  if (!block) {
    return newBlock(text, `${field}: ${flowList(added)}`);
  }
  const document = parseBlock(block.source);
  const pair = findTags(document, kind);
  if (!pair)
    return checked(
      text,
      addLine(text, block, document, field, () => flowList(added)),
      field,
      added,
    );
  const { value } = pair;
  if (isSeq(value)) {
    const expected = [...(value.toJS(document) as unknown[]), ...added];
    return checked(text, shift(appendToList(block.source, value, added), block.sourceStart), keyOf(pair), expected);
  }
  if (value !== null && !isScalar(value)) throw cannotEdit(keyOf(pair));
  const old = isEmptyScalar(value) ? [] : splitScalar(value as Scalar, SPACED.has(fieldName(keyOf(pair))));
  // As written: `3.10` needs no quotes to stay what it is.
  const written = [...old.map((tag) => (PLAIN_TAG.test(tag) ? tag : scalar(tag, 'flow'))), ...added.map(inFlow)];
  const edit = replaceValue(block.source, pair, `[${written.join(', ')}]`);
  return checked(text, shift(edit, block.sourceStart), keyOf(pair), [...old, ...added]);
}

const PLAIN_TAG = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} _./-]*$/u;

function inFlow(tag: string): string {
  return scalar(tag, 'flow');
}

/** The field that mining reads the tags from, or else the first tag field that is there but empty. */
function findTags(document: Document, kind: DocumentKind): Pair | undefined {
  const pairs = tagFields(kind).flatMap((name) => findPair(document, [name]) ?? []);
  const holds = ({ value }: Pair) => (isSeq(value) ? value.items.length > 0 : !isEmptyScalar(value));
  const empty = pairs.find((pair) => /^(?:tags?|keywords?)$/.test(fieldName(keyOf(pair))) || kind.quarto);
  return pairs.find(holds) ?? empty;
}

/**
 * Returns the edit if, and only if, the edited front matter reads as before except for one key; else refuses it.
 * YAML has more ways to write a value than we can foresee, and a damaged file is worse than no edit.
 */
function checked(text: string, edit: TextEdit, key: string, expected: unknown): TextEdit {
  try {
    const before = valuesOf(text);
    const after = valuesOf(applyEdit(text, edit));
    if (isDeepStrictEqual({ ...before, [key]: expected }, after)) return edit;
  } catch (error) {
    if (!OwnhandError.is(error, 'bad-input')) throw error;
  }
  throw cannotEdit(key);
}

function valuesOf(text: string): Record<string, unknown> {
  const values: unknown = parseBlock(findFrontMatter(text)?.source ?? '').toJS();
  return (values ?? {}) as Record<string, unknown>;
}

function cannotEdit(key: string): OwnhandError {
  return new OwnhandError(
    'bad-input',
    `The front matter is written in a way that Ownhand cannot edit safely; change "${key}" yourself.`,
  );
}

function keyOf(pair: Pair): string {
  return String((pair.key as Scalar).value);
}

function requireBlock(text: string): FrontMatter {
  const block = findFrontMatter(text);
  if (!block) throw new OwnhandError('bad-input', 'The document has no front matter.');
  return block;
}

function findPair(document: Document, keys: string[]): Pair | undefined {
  if (!isMap(document.contents)) return undefined;
  const pairs = document.contents.items;
  for (const key of keys) {
    const found = pairs.find(({ key: node }) => isScalar(node) && fieldName(String(node.value)) === key);
    if (found) return found;
  }
  return undefined;
}

/** Puts a `key: value` line into the block: a title first, everything else last. */
function addLine(
  text: string,
  block: FrontMatter,
  document: Document,
  key: string,
  write: (place: Place) => string,
): TextEdit {
  const { contents } = document;
  if (isMap(contents) && contents.flow) {
    const start = block.sourceStart + contents.range![0] + 1;
    return { start, end: start, text: `${key}: ${write('flow')}${contents.items.length > 0 ? ', ' : ''}` };
  }
  const first = isMap(contents) ? contents.range![0] : block.source.length;
  const top = lineStart(block.source, first);
  const start = block.sourceStart + (key === 'title' ? top : block.source.length);
  return { start, end: start, text: `${block.source.slice(top, first)}${key}: ${write('block')}${newlineOf(text)}` };
}

/** Replaces a pair's value with `written`; a comment after the value stays. */
function replaceValue(yaml: string, pair: Pair, written: string): TextEdit {
  const node = pair.value as { range?: [number, number, number] | null } | null;
  const separator = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind');
  if (!separator) throw new OwnhandError('bad-input', 'The front matter has a key without a value; correct it first.');
  const afterColon = separator.offset + 1;
  const [start, end] = node?.range ?? [afterColon, afterColon];
  if (start === end) return { start: afterColon, end: afterColon, text: ` ${written}` };
  // The range of a block scalar includes the line's end, which must stay.
  const space = /\s*$/.exec(yaml.slice(start, end))![0];
  return { start, end, text: written + (space.includes('\n') ? space : '') };
}

function appendToList(yaml: string, list: YAMLSeq, tags: string[]): TextEdit {
  const items = list.items as { range?: [number, number, number] | null }[];
  const last = items.at(-1)?.range;
  if (list.flow) {
    const written = tags.map((tag) => scalar(tag, 'flow')).join(', ');
    const start = last ? last[1] : list.range![0] + 1;
    return { start, end: start, text: last ? `, ${written}` : written };
  }
  const dash = list.range![0];
  const indent = yaml.slice(lineStart(yaml, dash), dash).replace(/\S/g, ' ');
  const newline = newlineOf(yaml);
  const lines = tags.map((tag) => `${indent}- ${scalar(tag, 'block')}${newline}`).join('');
  const lastEnd = Math.max(last?.[1] ?? 0, dash + 1);
  const atLineStart = yaml[lastEnd - 1] === '\n';
  const nextLine = yaml.indexOf('\n', lastEnd);
  const start = atLineStart ? lastEnd : nextLine < 0 ? yaml.length : nextLine + 1;
  return { start, end: start, text: lines };
}

function shift(edit: TextEdit, by: number): TextEdit {
  return { ...edit, start: edit.start + by, end: edit.end + by };
}

function flowList(tags: string[]): string {
  return `[${tags.map((tag) => scalar(tag, 'flow')).join(', ')}]`;
}

/** A text as one line of YAML, quoted only if it must be, or if the old value was. */
export function scalar(value: string, place: Place, style: Scalar.Type = Scalar.PLAIN): string {
  const node = new Scalar(oneLine(value));
  node.type = style;
  const options = { lineWidth: 0, flowCollectionPadding: false } as const;
  if (place === 'flow')
    return stringify([node], { ...options, collectionStyle: 'flow' })
      .trim()
      .slice(1, -1);
  return stringify({ k: node }, options).slice('k: '.length).trimEnd();
}

function splitScalar({ value }: Scalar, spaces: boolean): string[] {
  return splitTags(unshielded(String(value)), spaces)
    .map(cleanTag)
    .filter((tag) => tag !== '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function newlineOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

const NAMES: Record<Exclude<FrontMatterKind, 'yaml'>, string> = {
  toml: 'TOML',
  json: 'JSON',
  pandoc: 'a Pandoc title block',
  multimarkdown: 'in MultiMarkdown’s format',
  logseq: 'in Logseq’s format',
  nikola: 'in Nikola’s format',
  unknown: 'in an unknown language',
};

/** @throws OwnhandError `bad-input` for a document whose front matter is not YAML */
export function refuseOthers(text: string, what: string): void {
  const kind = findFrontMatter(text)?.kind ?? 'yaml';
  if (kind === 'yaml') return;
  throw new OwnhandError(
    'bad-input',
    `The front matter is ${NAMES[kind]}, which Ownhand reads but does not edit; write the ${what} yourself.`,
  );
}
