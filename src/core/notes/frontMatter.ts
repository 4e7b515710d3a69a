/**
 * Edits of a document's YAML front matter that touch nothing else: each edit is a splice of the source text at
 * the place of one value, found through the parser's ranges, so that comments, order, quotes and spacing stay.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, type Pair, parseDocument, Scalar, stringify, type YAMLSeq } from 'yaml';
import { OwnhandError } from '../support/errors.ts';
import { ranOutOfTime } from '../support/limited.ts';
import { type FrontMatter, findFrontMatter } from '../text/frontMatterBlock.ts';
import { readYaml } from '../text/yaml.ts';

/** Replaces the characters from `start` to `end` (offsets into the document) with `text`. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Where a value is written: inside braces or brackets, more must be quoted. */
type Place = 'flow' | 'block';

const TAG_KEYS = ['tags', 'keywords'];
const MAX_ALIASES = 10;

export function applyEdit(text: string, edit: TextEdit): string {
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

/** The front matter's `title` as text, or null. */
export function readTitle(text: string): string | null {
  const block = findFrontMatter(text);
  const value = block && parse(block.yaml).get('title');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** The front matter's tags, in their order; a scalar counts as a list divided by commas. */
export function readTags(text: string): string[] {
  const block = findFrontMatter(text);
  if (!block) return [];
  const value = findPair(parse(block.yaml), TAG_KEYS)?.value;
  if (isSeq(value))
    return value.items.flatMap((item) => (isScalar(item) && item.value !== null ? [String(item.value)] : []));
  if (isScalar(value) && value.value !== null) return splitScalar(String(value.value));
  return [];
}

/** The edit that gives a document a `title` in its front matter, which must be there (see `findFrontMatter`). */
export function editTitle(text: string, title: string): TextEdit {
  const block = requireBlock(text);
  const document = parse(block.yaml);
  const pair = findPair(document, ['title']);
  if (!pair)
    return checked(
      text,
      addLine(text, block, document, 'title', (place) => scalar(title, place)),
      'title',
      oneLine(title),
    );
  const old = isScalar(pair.value) ? pair.value : null;
  const style = old?.type === Scalar.QUOTE_DOUBLE || old?.type === Scalar.QUOTE_SINGLE ? old.type : Scalar.PLAIN;
  const flow = isMap(document.contents) && document.contents.flow === true;
  const written = scalar(title, flow ? 'flow' : 'block', style);
  return checked(text, shift(replaceValue(block.yaml, pair, written), block.yamlStart), keyOf(pair), oneLine(title));
}

/**
 * The edit that adds tags to a document's front matter, or null when it has them all. Front matter is made where
 * there is none. A list keeps its style, block or flow; a scalar becomes a flow list.
 */
export function editTags(text: string, tags: string[]): TextEdit | null {
  const present = new Set(readTags(text));
  const added = [...new Set(tags.map(oneLine))].filter((tag) => tag !== '' && !present.has(tag));
  if (added.length === 0) return null;
  const block = findFrontMatter(text);
  if (!block) {
    refuseToml(text, 'tags');
    const newline = newlineOf(text);
    const start = text.startsWith('\uFEFF') ? 1 : 0;
    const gap = text.slice(start).trim() === '' ? '' : newline;
    const lines = ['---', `tags: ${flowList(added)}`, '---', ''].join(newline);
    return { start, end: start, text: lines + gap };
  }
  const document = parse(block.yaml);
  const pair = findPair(document, TAG_KEYS);
  if (!pair)
    return checked(
      text,
      addLine(text, block, document, 'tags', () => flowList(added)),
      'tags',
      added,
    );
  const { value } = pair;
  if (isSeq(value)) {
    const expected = [...(value.toJS(document) as unknown[]), ...added];
    return checked(text, shift(appendToList(block.yaml, value, added), block.yamlStart), keyOf(pair), expected);
  }
  if (value !== null && !isScalar(value)) throw cannotEdit(keyOf(pair));
  const all = [...(value === null || value.value === null ? [] : splitScalar(String(value.value))), ...added];
  return checked(text, shift(replaceValue(block.yaml, pair, flowList(all)), block.yamlStart), keyOf(pair), all);
}

/**
 * Returns the edit if, and only if, the edited front matter reads as before but for one key; else refuses it.
 * YAML has more ways to write a value than any splice can foresee, and a damaged file is worse than no edit.
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
  const values: unknown = parse(findFrontMatter(text)?.yaml ?? '').toJS();
  return (values ?? {}) as Record<string, unknown>;
}

function cannotEdit(key: string): OwnhandError {
  return new OwnhandError(
    'bad-input',
    `The front matter is written in a way that Ownhand cannot edit safely; change "${key}" by hand.`,
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

/** Parses the block; a document that cannot be edited safely is refused with the parser's reason. */
function parse(yaml: string): Document {
  try {
    return readYaml(yaml, parseSound);
  } catch (error) {
    if (!ranOutOfTime(error)) throw error;
    throw new OwnhandError('bad-input', 'The front matter is too intricate to be read; make it simpler first.');
  }
}

function parseSound(yaml: string): Document {
  const document = parseDocument(yaml, { keepSourceTokens: true });
  const [error] = document.errors;
  if (error) {
    const reason = error.message
      .split('\n')[0]
      .replace(/ at line .*$/, '')
      .replace(/:$/, '');
    const line = (error.linePos?.[0].line ?? 0) + 1;
    throw new OwnhandError(
      'bad-input',
      `The front matter is not valid YAML (line ${line}: ${reason}); correct it first.`,
    );
  }
  try {
    document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    // A name that stands for nothing, or names of names that would fill all memory.
    throw new OwnhandError('bad-input', 'The front matter refers to what is not there; correct it first.');
  }
  if (document.contents !== null && !isMap(document.contents) && !isEmpty(document)) {
    throw new OwnhandError('bad-input', 'The front matter is not a list of keys and values; correct it first.');
  }
  return document;
}

function isEmpty(document: Document): boolean {
  return document.contents === null || (isScalar(document.contents) && document.contents.value === null);
}

function findPair(document: Document, keys: string[]): Pair | undefined {
  if (!isMap(document.contents)) return undefined;
  const pairs = document.contents.items;
  for (const key of keys) {
    const found = pairs.find(({ key: node }) => isScalar(node) && String(node.value).toLowerCase() === key);
    if (found) return found;
  }
  return undefined;
}

/** Puts a `key: value` line into the block: a title first, all else last. */
function addLine(
  text: string,
  block: FrontMatter,
  document: Document,
  key: string,
  write: (place: Place) => string,
): TextEdit {
  const { contents } = document;
  if (isMap(contents) && contents.flow) {
    const start = block.yamlStart + contents.range![0] + 1;
    return { start, end: start, text: `${key}: ${write('flow')}${contents.items.length > 0 ? ', ' : ''}` };
  }
  const first = isMap(contents) ? contents.range![0] : block.yaml.length;
  const top = lineStart(block.yaml, first);
  const start = block.yamlStart + (key === 'title' ? top : block.yaml.length);
  return { start, end: start, text: `${block.yaml.slice(top, first)}${key}: ${write('block')}${newlineOf(text)}` };
}

/** Puts `written` in the place of a pair's value; a comment behind the value stays. */
function replaceValue(yaml: string, pair: Pair, written: string): TextEdit {
  const node = pair.value as { range?: [number, number, number] | null } | null;
  const separator = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind');
  if (!separator) throw new OwnhandError('bad-input', 'The front matter has a key without a value; correct it first.');
  const afterColon = separator.offset + 1;
  const [start, end] = node?.range ?? [afterColon, afterColon];
  if (start === end) return { start: afterColon, end: afterColon, text: ` ${written}` };
  // The range of a block scalar takes the line's end with it, which must stay.
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

/** A text as one line of YAML, quoted only where it must be, or as the old value was. */
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

function splitScalar(value: string): string[] {
  return value
    .split(',')
    .map((tag) => tag.trim())
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

/** @throws OwnhandError `bad-input` for a document with TOML front matter */
export function refuseToml(text: string, what: 'title' | 'tags'): void {
  if (/^\uFEFF?\+\+\+[ \t]*\r?\n/.test(text)) {
    throw new OwnhandError(
      'bad-input',
      `The front matter is TOML, which Ownhand reads but does not edit; write the ${what} by hand.`,
    );
  }
}
