import { readDate } from '../text/dates.ts';
import { readTags } from '../text/tagList.ts';
import { normalNewlines, type ReadDocument, toDocument } from './read.ts';
import { type Call, TypstText } from './typstText.ts';

const TITLES = ['title', 'titel', 'titre', 'titulo'];
const DATES = ['date', 'datum', 'submission-date', 'publish-date', 'published', 'created', 'data', 'fecha'];
const TAGS = ['keywords', 'tags', 'keyword', 'categories', 'index-terms'];

/** Functions that are not templates, whatever their arguments are called. */
const NO_TEMPLATE = /^(?:figure|image|table|grid|box|block|text|link|outline|bibliography|quote)$/;

/** Reads Typst markup: its own description, headings, paragraphs and lists; code and mathematics are left out. */
export function readTypst(source: string): ReadDocument {
  const code = normalNewlines(source);
  const reader = new TypstText(code);
  const text = reader.read();
  const fields = fieldsOf(reader);
  return toDocument({
    title: firstOf(fields, TITLES, (written) => textOf(reader, written)) ?? definedTitle(reader),
    date: firstOf(fields, DATES, (written) => dateOf(reader, written)),
    // `#` begins code: there are no hashtags.
    tags: firstOf(fields, TAGS, (written) => tagsOf(reader, written)) ?? [],
    text,
  });
}

/** Arguments of the calls that describe the document, `#set document` first; of two with one name the first counts. */
function fieldsOf({ calls, scan }: TypstText): Map<string, string> {
  const found = new Map<string, string>();
  const rank = ({ kind }: Call) => (kind === '#set' ? 0 : kind === '#show' ? 1 : 2);
  const telling = calls.filter(({ kind }) => !NO_TEMPLATE.test(kind)).sort((a, b) => rank(a) - rank(b));
  for (const { kind, open } of telling.slice(0, 100)) {
    const named = new Map(
      scan
        .argumentsOf(open)
        .flatMap(({ name, start, end }) =>
          name === null ? [] : [[name, scan.source.slice(start, end).trim()] as const],
        ),
    );
    if (kind !== '#set' && !TITLES.some((name) => named.has(name))) continue;
    for (const [name, written] of named) if (!found.has(name)) found.set(name, written);
  }
  return found;
}

function firstOf<T>(
  fields: ReadonlyMap<string, string>,
  names: readonly string[],
  read: (written: string) => T | null,
): T | null {
  for (const name of names) {
    const written = fields.get(name);
    const value = written === undefined ? null : read(written);
    if (value !== null) return value;
  }
  return null;
}

/** A title that the document defines with `#let`. */
function definedTitle(reader: TypstText): string | null {
  return textOf(reader, 'title');
}

/** A value as written, or the definition of a name that the document itself defines. */
function resolved({ scan }: TypstText, written: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(written) || written.length > 60) return written;
  const definition = new RegExp(`#let ${written}\\s*=\\s*`).exec(scan.source);
  if (!definition) return written;
  const start = definition.index + definition[0].length;
  return scan.source.slice(start, scan.statementEnd(start)).trim();
}

/** The text of a string or content. */
function textOf(reader: TypstText, written: string): string | null {
  const value = resolved(reader, written);
  const string = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  if (string !== undefined) return string.replace(/\\(.)/g, '$1').trim() || null;
  const content = /^\[([\s\S]*)\]$/.exec(value)?.[1];
  return content === undefined
    ? null
    : new TypstText(content)
        .read()
        .replace(/[*\s]+/g, ' ')
        .trim() || null;
}

function dateOf(reader: TypstText, written: string): string | null {
  const value = resolved(reader, written);
  const date = /^datetime\(([^()]*)\)/.exec(value)?.[1];
  if (date === undefined) return readDate(textOf(reader, value));
  return readDate(['year', 'month', 'day'].map((part) => numberOf(date, part)).join('-'));
}

function tagsOf(reader: TypstText, written: string): string[] | null {
  const value = resolved(reader, written);
  const list = /^\(([\s\S]*)\)$/.exec(value)?.[1];
  if (list === undefined) {
    const text = textOf(reader, value);
    return text === null ? null : readTags(text);
  }
  const tags = [...list.matchAll(/"((?:[^"\\]|\\.)*)"|\[([^[\]]*)\]/g)].map(
    ([, string, content]) => string ?? content!,
  );
  return tags.length > 0 ? tags : null;
}

function numberOf(call: string, name: string): string {
  return new RegExp(`${name}:\\s*(\\d+)`).exec(call)?.[1] ?? '';
}
