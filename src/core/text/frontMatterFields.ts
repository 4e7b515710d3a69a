import { parse as parseToml } from 'smol-toml';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar,
  visit,
} from 'yaml';
import type { FrontMatter } from './frontMatterBlock.ts';
import { readYaml, shielded, unshielded } from './yaml.ts';

/** A field's value: text as written, a list, or a table. */
export type FieldValue = string | null | FieldValue[] | { [name: string]: FieldValue };
/** A field as written. */
interface Field {
  name: string;
  value: FieldValue;
}
/** Fields by their normalised names (`fieldName`). */
export type FieldMap = ReadonlyMap<string, Field>;

/** Names in the form in which they are compared: `Date created`, `date_created` and `dateCreated` are the same. */
export function fieldName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

/**
 * The fields of front matter. A malformed line costs only itself; values stay as written, so that `3.10` does not
 * become 3.1 and `true` is a word.
 */
export function fieldsOf({ kind, source }: Pick<FrontMatter, 'kind' | 'source'>): FieldMap {
  try {
    if (kind === 'yaml') return yamlFields(source);
    if (kind === 'toml') return tomlFields(source);
    if (kind === 'json') return jsonFields(source);
    if (kind === 'pandoc') return pandocFields(source);
    if (kind === 'multimarkdown') return lineFields(source, /^([^:\n]+):[ \t]*(.*)$/);
    if (kind === 'logseq') return lineFields(source, /^[ \t]*(?:- )?([^:\n]+)::[ \t]*(.*)$/);
    if (kind === 'nikola') return lineFields(source, /^\.\. ([a-z_]+):[ \t]*(.*)$/);
  } catch {
    // Too intricate to be read in time, or a fault of a parser's: the body is there all the same.
  }
  return new Map();
}

/** Keeps the first of two fields with one name, and merges those of Zola's, Grav's and Hugo's tables. */
export function collect(entries: Iterable<[string, FieldValue]>): FieldMap {
  const fields = new Map<string, Field>();
  const add = (name: string, value: FieldValue) => {
    const key = fieldName(name);
    if (!fields.has(key)) fields.set(key, { name: name.trim(), value });
  };
  for (const [name, value] of entries) add(name, value);
  for (const table of ['taxonomies', 'taxonomy', 'extra', 'params']) {
    const inner = fields.get(table)?.value;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue;
    for (const [name, value] of Object.entries(inner)) add(name, value);
  }
  return fields;
}

// ---- YAML ----

const MAX_DEPTH = 6;
const MAX_NODES = 20_000;

function yamlFields(written: string): FieldMap {
  const source = shielded(written);
  const document = readYaml(source, parseYaml);
  if (document.errors.length === 0) return collect(entriesOf(document, source));
  return collect(yamlLines(source));
}

function parseYaml(source: string): Document {
  return parseDocument(source, { uniqueKeys: false, logLevel: 'silent' });
}

/** On one line, and not a YAML list or table although it begins like one: a link, or a title such as `{a} b`, `&c`. */
const LINK = /^\[\[[^[\]\n]*\]\]$|^\[[^[\]\n]*\]\([^()\n]*\)$/;
const TITLE = /^[[{&!*][^\n]*$/;

/** The value as written on its key's line, if YAML's reading differs from it. */
function asWritten(name: string, from: number | undefined, value: Node | null, source: string): string | null {
  if (from === undefined || (isScalar(value) && !value.tag && !value.anchor)) return null;
  const written = /^[^:\n]*:[ \t]+(\S[^\n\r]*?)[ \t]*(?:\r?\n|$)/.exec(source.slice(from, from + LONGEST_LINE))?.[1];
  if (written === undefined) return null;
  const isTag = /tag|keyword|categor|topic/.test(fieldName(name));
  if (LINK.test(written) && !(isTag && written.includes(','))) return written;
  const isList = isSeq(value) && value.items.length === 1;
  return fieldName(name) === 'title' && TITLE.test(written) && !isList && !isAlias(value) ? written : null;
}

const LONGEST_LINE = 400;

function* entriesOf(document: Document, source: string): Generator<[string, FieldValue]> {
  if (!isMap(document.contents)) return;
  const walk: Walk = { named: aliasesOf(document), nodes: MAX_NODES };
  for (const { key, value } of document.contents.items) {
    if (!isScalar(key)) continue;
    const name = String(key.source ?? key.value);
    const written = asWritten(name, key.range?.[0], value as Node | null, source);
    yield [name, written === null ? fieldValue(value as Node | null, walk, 0) : unshielded(written)];
  }
}

interface Walk {
  /** What each alias stands for. */
  named: ReadonlyMap<Alias, Node>;
  /** How many nodes may still be visited. */
  nodes: number;
}

/** All in one pass: `Alias.resolve` walks the whole document for each. */
function aliasesOf(document: Document): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const named = new Map<Alias, Node>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const found = anchors.get(node.source);
        if (found) named.set(node, found);
      } else if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return named;
}

function fieldValue(node: Node | null, walk: Walk, depth: number): FieldValue {
  if (!node || depth > MAX_DEPTH || --walk.nodes < 0) return null;
  if (isAlias(node)) return fieldValue(walk.named.get(node) ?? null, walk, depth + 1);
  if (isSeq(node)) return node.items.map((item) => fieldValue(item as Node | null, walk, depth + 1));
  if (isMap(node)) {
    const table: { [name: string]: FieldValue } = Object.create(null) as { [name: string]: FieldValue };
    for (const { key, value } of node.items) {
      if (isScalar(key)) table[String(key.source ?? key.value)] = fieldValue(value as Node | null, walk, depth + 1);
    }
    return table;
  }
  if (!isScalar(node) || node.value === null) return null;
  // A plain scalar as written: YAML would make a number, a date or a truth value of it.
  return node.type === Scalar.PLAIN && typeof node.value !== 'string'
    ? (node.source ?? null)
    : unshielded(String(node.value));
}

const KEY_LINE = /^(?:"([^"\n]+)"|'([^'\n]+)'|([^\s#"'[\]{}-][^:\n]*?))[ \t]*:(?:[ \t]+|$)(.*)$/;
const TIGHT_LINE = /^([A-Za-z_][\w-]*):(?!\/\/)(\S.*)$/;

/** Field by field: each with its own lines, parsed alone, and line by line if the parser refuses it. */
function* yamlLines(source: string): Generator<[string, FieldValue]> {
  let open: { name: string; value: string; lines: string[] } | null = null;
  for (const line of [...source.split(/\r?\n/), 'end:']) {
    const key = KEY_LINE.exec(line) ?? TIGHT_LINE.exec(line);
    if (!key) {
      open?.lines.push(line);
      continue;
    }
    if (open) yield [open.name, fieldAlone(open.lines, open.value)];
    const name = key.length > 3 ? (key[1] ?? key[2] ?? key[3]!) : key[1]!;
    open = { name, value: key.at(-1)!, lines: [line] };
  }
}

function fieldAlone(lines: string[], value: string): FieldValue {
  const source = lines.join('\n');
  const document = readYaml(source, parseYaml);
  const [entry] = document.errors.length === 0 ? entriesOf(document, source) : [];
  if (entry) return entry[1];
  const written = value.replace(/[ \t]#.*$/, '').trim();
  const items = lines.slice(1).flatMap((line) => /^[ \t]*[-*][ \t]+(\S.*)$/.exec(line)?.[1] ?? []);
  if (written === '' && items.length > 0) return items.map(unquoted);
  if (LINK.test(written)) return unshielded(written);
  const list = /^\[([^\]]*)\]?$/.exec(written);
  return list ? list[1]!.split(',').map(unquoted) : unquoted(value.trim());
}

/** Without the quotes around it; those inside stay. */
function unquoted(written: string): string {
  const text = written.trim();
  const quote = /^(["'])(.*)\1$/s.exec(text);
  return unshielded(quote ? quote[2]! : text)
    .replace(/^["'](?=[^"']*$)/, '')
    .replaceAll('\\"', '"');
}

// ---- TOML, JSON ----

const MAX_BAD_LINES = 40;
/** A bare number as a value: its digits stay as written. A date does not count. */
const TOML_NUMBER = /^([ \t]*[\w."'-]+[ \t]*=[ \t]*)([+-]?\d[\d_]*(?:\.\d+)?)(?=[ \t]*(?:#.*)?$)/;

function tomlFields(source: string): FieldMap {
  const lines = source.split(/\r?\n/).map((line) => line.replace(TOML_NUMBER, '$1"$2"'));
  const mended: [string, FieldValue][] = [];
  for (let bad = 0; bad <= MAX_BAD_LINES; bad++) {
    try {
      const table = parseToml(lines.join('\n')) as Record<string, unknown>;
      return collect([
        ...Object.entries(table).map(([name, value]): [string, FieldValue] => [name, plain(value)]),
        ...mended,
      ]);
    } catch (error) {
      // The line that the parser rejects is read by itself, and left out.
      const at = (error as { line?: number }).line;
      if (at === undefined) break;
      const line = Math.min(at, lines.length) - 1;
      const written = /^[ \t]*([\w-]+)[ \t]*=[ \t]*(.+)$/.exec(lines[line]!);
      if (written && !/^[[{"']{3}/.test(written[2]!)) mended.push([written[1]!, looseValue(written[2]!)]);
      if (lines[line] === '') break;
      lines[line] = '';
    }
  }
  return collect(mended);
}

function looseValue(written: string): FieldValue {
  const list = /^\[(.*?)\]?[ \t]*$/.exec(written);
  return list ? list[1]!.split(',').map(unquoted) : unquoted(written.replace(/[ \t]#.*$/, ''));
}

/** A parser's values in the form of fields: dates as written. */
function plain(value: unknown, depth = 0): FieldValue {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined || depth > MAX_DEPTH) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each, depth + 1)]));
}

/** JSON is YAML, which forgives an extra comma and keeps numbers as written. */
function jsonFields(source: string): FieldMap {
  // Hexo's has no braces of its own.
  return yamlFields(/^\s*\{/.test(source) ? source : `{${source.replace(/,\s*$/, '')}}`);
}

// ---- fields line by line ----

function pandocFields(source: string): FieldMap {
  const parts = source.split(/^%/m).slice(1);
  const [title = '', author = '', date = ''] = parts.map((part) => part.replace(/\s+/g, ' ').trim());
  return collect([
    ['title', title || null],
    ['author', author || null],
    ['date', date || null],
  ]);
}

/** Fields of one line each; an indented line continues the one above. */
function lineFields(source: string, field: RegExp): FieldMap {
  const found: [string, string][] = [];
  for (const line of source.split(/\r?\n/)) {
    const match = field.exec(line);
    if (match) found.push([match[1]!.trim(), match[2]!.trim()]);
    else if (found.length > 0 && /^[ \t]+\S/.test(line)) found.at(-1)![1] += ` ${line.trim()}`;
  }
  return collect(found.map(([name, value]) => [name, value === '' ? null : value]));
}
