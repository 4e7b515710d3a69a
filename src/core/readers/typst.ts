import { readDate } from '../text/dates.ts';
import { readTags } from '../text/tagList.ts';
import { normalNewlines, type ReadDocument, toDocument } from './read.ts';
import { endOfCall, endOfStatement, namedArguments, withoutComments } from './typstCode.ts';

/** Functions whose content in square brackets is prose. */
const TEXT =
  /#(?:emph|strong|link|text|underline|highlight|quote|footnote|align|block|box|smallcaps|super|sub|strike)\b/;
/** Where a document describes itself: in Typst's own place, or in a template's call, applied to all or around all. */
const CALLS = [
  /#set document\(/g,
  /#show:\s*[\p{L}_][\p{L}\p{N}_.-]*\.with\(/gu,
  /#show:\s*(?:\(?[\p{L}_][\p{L}\p{N}_-]*\)?\s*=>\s*)?\{?\s*[\p{L}_][\p{L}\p{N}_.-]*\(/gu,
  /^#(?!let|set|show|import|include|if|for|while|return|figure|image|table|grid|box|block|text|link|outline|bibliography)[\p{L}_][\p{L}\p{N}_.-]*\(/gmu,
];
const TITLES = ['title', 'titel', 'titre', 'titulo'];
const DATES = ['date', 'datum', 'submission-date', 'publish-date', 'published', 'created', 'data', 'fecha'];
const TAGS = ['keywords', 'tags', 'keyword', 'categories', 'index-terms'];

/** Reads Typst markup: its own description, headings, paragraphs and lists; code and mathematics are left out. */
export function readTypst(source: string): ReadDocument {
  const code = withoutComments(normalNewlines(source));
  const fields = fieldsOf(code);
  return toDocument({
    title: firstOf(fields, TITLES, (written) => textOf(code, written)),
    date: firstOf(fields, DATES, (written) => dateOf(code, written)),
    tags: firstOf(fields, TAGS, (written) => tagsOf(code, written)),
    text: proseOfTypst(code),
  });
}

/** Arguments of the calls that describe the document; of two with one name the first counts. */
function fieldsOf(code: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const call of CALLS) {
    call.lastIndex = 0;
    let calls = 0;
    for (let match = call.exec(code); match && calls < 40; match = call.exec(code), calls++) {
      const named = namedArguments(code, call.lastIndex);
      if (!match[0].startsWith('#set') && !TITLES.some((name) => named.has(name))) continue;
      for (const [name, written] of named) if (!found.has(name)) found.set(name, written);
    }
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

/** A value as written, or the definition of a name that the document itself defines. */
function resolved(code: string, written: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(written) || written.length > 60) return written;
  const definition = new RegExp(`#let ${written}\\s*=\\s*`).exec(code);
  if (!definition) return written;
  const start = definition.index + definition[0].length;
  return code.slice(start, endOfStatement(code, start)).trim();
}

/** The text of a string or content. */
function textOf(code: string, written: string): string | null {
  const value = resolved(code, written);
  const string = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  if (string !== undefined) return string.replace(/\\(.)/g, '$1').trim() || null;
  const content = /^\[([\s\S]*)\]$/.exec(value)?.[1];
  return content === undefined
    ? null
    : proseOfTypst(content)
        .replace(/[*\s]+/g, ' ')
        .trim() || null;
}

function dateOf(code: string, written: string): string | null {
  const value = resolved(code, written);
  const date = /^datetime\(([^()]*)\)/.exec(value)?.[1];
  if (date === undefined) return readDate(textOf(code, value));
  return readDate(['year', 'month', 'day'].map((part) => numberOf(date, part)).join('-'));
}

function tagsOf(code: string, written: string): string[] | null {
  const value = resolved(code, written);
  const list = /^\(([\s\S]*)\)$/.exec(value)?.[1];
  if (list === undefined) {
    const text = textOf(code, value);
    return text === null ? null : readTags(text);
  }
  const tags = [...list.matchAll(/"((?:[^"\\]|\\.)*)"|\[([^[\]]*)\]/g)].map(
    ([, string, content]) => string ?? content!,
  );
  return tags.length > 0 ? tags : null;
}

function proseOfTypst(code: string): string {
  return withoutCalls(code)
    .replace(
      /^[ \t]*(={1,6})[ \t]+(\S[^\n]*)$/gm,
      (_, marks: string, text: string) => `\n${'#'.repeat(marks.length)} ${text}\n`,
    )
    .replace(/^([ \t]*)\+[ \t]+/gm, '$11. ')
    .replace(/(?<![\w*\\])\*(?=\S)([^*\n]{0,300}[^\s\\])\*(?!\w)/g, '**$1**')
    .replace(/(?<![\w\\])_(?=\S)([^_\n]{0,300}[^\s\\])_(?!\w)/g, '*$1*')
    .replace(/ ?(?<![\w.\\])@[\p{L}\p{N}_:.-]*[\p{L}\p{N}]/gu, '')
    .replace(/ ?(?<!\\)<[\p{L}\p{N}_:.-]{1,60}>/gu, '')
    .replace(/ ?\\$/gm, '')
    .replace(/(?<!\\)~/g, ' ')
    .replace(/\\([#*_$@<>\\`~[\]/=+"'-])/g, '$1')
    .replace(/ {1,9}([,.;:!?)])/g, '$1');
}

/** Removes `#name(…)` and `#let …`, and keeps what functions of text have in their brackets. */
function withoutCalls(code: string): string {
  let out = '';
  let at = 0;
  const call = /(?<!\\)#(?:(?:let|set|show|import|include|if|for|while|return)\b|[\p{L}_][\p{L}\p{N}_.-]*|[({[])/gu;
  for (let match = call.exec(code); match; match = call.exec(code)) {
    out += code.slice(at, match.index);
    const keyword = /^#(?:let|set|show|import|include|if|for|while|return)$/.test(match[0]);
    const kept = TEXT.test(match[0]);
    at = keyword ? endOfStatement(code, call.lastIndex) : match.index + match[0].length;
    if (/[({[]$/.test(match[0])) at--;
    if (!keyword && (code[at] === '(' || code[at] === '{')) at = endOfCall(code, at + 1);
    if (!keyword && !kept) while (code[at] === '[') at = endOfCall(code, at + 1);
    if (kept && code[at] === '[') {
      const end = endOfCall(code, at + 1);
      const inner = code.slice(at + 1, end).replace(/\]$/, '');
      // The inside may contain calls of its own, to a decreasing depth.
      out += inner.length < 2000 ? withoutCalls(inner) : inner;
      at = end;
    }
    call.lastIndex = at;
  }
  return out + code.slice(at);
}

function numberOf(call: string, name: string): string {
  return new RegExp(`${name}:\\s*(\\d+)`).exec(call)?.[1] ?? '';
}
