import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { frontmatter } from 'micromark-extension-frontmatter';
import { parse as parseYaml } from 'yaml';
import { readDate } from './dates.ts';
import { readYaml } from './yaml.ts';

/** What a document says of itself at its top. */
export interface FrontMatter {
  title: string | null;
  date: string | null;
  /** The field that the date comes from. */
  dateField?: string;
  /** Null where no tag field is there; an empty list where it is there and empty. */
  tags: string[] | null;
  /** Where the body begins, in UTF-16 units. */
  end: number;
}

const NOTHING: FrontMatter = { title: null, date: null, tags: null, end: 0 };
const TAG_FIELDS = ['tags', 'keywords', 'categories', 'topics'];
const DATE_FIELDS = ['date', 'published', 'publishdate', 'pubdate', 'created'];

/**
 * Reads YAML (`---`) or TOML (`+++`) front matter. Malformed front matter is passed over: the body still begins
 * after it, and nothing is known from it.
 */
export function readFrontMatter(text: string): FrontMatter {
  const opening = /^(---|\+\+\+)[ \t]*\r?\n/.exec(text);
  if (!opening) return NOTHING;
  const closing = opening[1] === '---' ? /\n---[ \t]*(?:\r?\n|$)/g : /\n\+\+\+[ \t]*(?:\r?\n|$)/g;
  // From the last character of the opening line on, so that empty front matter is found too.
  closing.lastIndex = opening[0].length - 1;
  if (!closing.exec(text)) return NOTHING;
  // Only the front matter goes through the parser: reading whole documents costs milliseconds each.
  const [node] = fromMarkdown(text.slice(0, closing.lastIndex), {
    extensions: [frontmatter(['yaml', 'toml'])],
    mdastExtensions: [frontmatterFromMarkdown(['yaml', 'toml'])],
  }).children;
  if (!node || !('value' in node) || (node.type !== 'yaml' && (node.type as string) !== 'toml')) return NOTHING;
  const fields = node.type === 'yaml' ? yamlFields(node.value) : tomlFields(node.value);
  return { ...fromFields(fields), end: closing.lastIndex };
}

type Fields = ReadonlyMap<string, unknown>;

/** Title, date and tags from fields by their lower-case names. */
export function fromFields(fields: Fields): Omit<FrontMatter, 'end'> {
  const title = fields.get('title');
  const given = TAG_FIELDS.map((name) => fields.get(name)).filter((value) => value !== undefined);
  // The first field that holds a tag: many blogs carry `categories` beside `tags` for the site's own ends.
  const lists = given.map(readTags);
  const dates = DATE_FIELDS.map((name) => ({ name, date: readDate(fields.get(name)) }));
  const dated = dates.find(({ date }) => date !== null);
  return {
    title: typeof title === 'string' || typeof title === 'number' ? oneLine(String(title)) || null : null,
    date: dated?.date ?? null,
    ...(dated && { dateField: dated.name }),
    tags: lists.find((tags) => tags.length > 0) ?? lists[0] ?? null,
  };
}

/** Tags from a list or a string separated by commas; a leading `#` is dropped, and a repeated tag counts once. */
export function readTags(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
  const tags = parts
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .map((part) => oneLine(String(part)).replace(/^#+/, '').trim())
    .filter((tag) => tag !== '' && tag.length <= 80);
  const seen = new Set<string>();
  return tags.filter((tag) => !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()));
}

function yamlFields(source: string): Fields {
  try {
    const value: unknown = readYaml(source, (yaml) => parseYaml(yaml, { maxAliasCount: 10, logLevel: 'silent' }));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
    return new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
  } catch {
    return new Map();
  }
}

/** The fields we want from TOML, one a line or a list over several lines; anything else is passed over. */
function tomlFields(source: string): Fields {
  const fields = new Map<string, unknown>();
  for (const [, name, value] of source.matchAll(/^[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(\[[^\]]*\]|[^\r\n]+)/gm)) {
    const key = name!.toLowerCase();
    if (!fields.has(key)) fields.set(key, tomlValue(value!.trim()));
  }
  return fields;
}

function tomlValue(source: string): unknown {
  if (source.startsWith('[')) return (source.match(TOML_STRING) ?? []).map(tomlString);
  const string = source.match(TOML_STRING)?.[0];
  return string !== undefined && source.startsWith(string) ? tomlString(string) : source.replace(/\s*#.*$/, '');
}

const TOML_STRING = /"(?:[^"\\]|\\.)*"|'[^']*'/g;

function tomlString(quoted: string): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    // A TOML basic string's common escapes are JSON's.
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
