import { readDate } from '../text/dates.ts';
import { cutOut, normalNewlines, type ReadDocument, toDocument } from './read.ts';

/** Functions whose content in square brackets is prose. */
const TEXT =
  /#(?:emph|strong|link|text|underline|highlight|quote|footnote|align|block|box|smallcaps|super|sub|strike)\b/;

/** Reads Typst markup: `#set document(…)`, headings, paragraphs and lists; code and mathematics are left out. */
export function readTypst(source: string): ReadDocument {
  const raw = cutOut(normalNewlines(source), /`{3,}/g, ([ticks]) => ticks!);
  const code = cutOut(raw, /\/\*/g, () => '*/').replace(/(?<![:/\\])\/\/(?!\/)[^\n]*/g, '');
  const settings = /#set document\(/.exec(code);
  const given = settings ? code.slice(settings.index, endOfCall(code, settings.index + settings[0].length)) : '';
  const date = /date:\s*datetime\(([^()]*)\)/.exec(given)?.[1];
  const list = /keywords:\s*(?:\(([^()]*)\)|("[^"]*"))/.exec(given);
  const tags = list ? [...(list[1] ?? list[2])!.matchAll(/"([^"]*)"/g)].map(([, tag]) => tag!) : null;
  const title = /title:\s*(?:"([^"\n]*)"|\[([^\]\n]*)\])/.exec(given);
  return toDocument({
    title: title?.[1] ?? title?.[2] ?? null,
    date: date === undefined ? null : readDate(['year', 'month', 'day'].map((part) => numberOf(date, part)).join('-')),
    tags,
    text: proseOfTypst(code),
  });
}

function proseOfTypst(code: string): string {
  const plain = withoutCalls(code.replace(/\$(?:[^$\\]|\\[\s\S]){0,4000}\$/g, ''));
  return plain
    .replace(
      /^[ \t]*(={1,6})[ \t]+(\S[^\n]*)$/gm,
      (_, marks: string, text: string) => `\n${'#'.repeat(marks.length)} ${text}\n`,
    )
    .replace(/^([ \t]*)\+[ \t]+/gm, '$11. ')
    .replace(/(?<![\w*])\*(?=\S)([^*\n]{0,300}\S)\*(?!\w)/g, '**$1**')
    .replace(/(?<!\w)_(?=\S)([^_\n]{0,300}\S)_(?!\w)/g, '*$1*')
    .replace(/ ?(?<![\w.])@[\p{L}\p{N}_:.-]*[\p{L}\p{N}]/gu, '')
    .replace(/ ?<[\p{L}\p{N}_:.-]{1,60}>/gu, '')
    .replace(/ ?\\$/gm, '')
    .replace(/\\([#*_$@<>\\`~[\]])/g, '$1')
    .replaceAll('~', ' ')
    .replace(/ {1,9}([,.;:!?)])/g, '$1');
}

/** Leaves out `#name(…)` and `#let …` and keeps what functions of text have in their brackets. */
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
      // What is inside may hold calls of its own, less deep with every turn.
      out += inner.length < 2000 ? withoutCalls(inner) : inner;
      at = end;
    }
    call.lastIndex = at;
  }
  return out + code.slice(at);
}

/** Where brackets opened before `at` are closed, or the paragraph's end where they are not. */
function endOfCall(code: string, at: number): number {
  let depth = 1;
  for (let i = at; i < Math.min(code.length, at + MAX_CALL); i++) {
    const char = code[i]!;
    if (char === '\\') i++;
    else if (char === '"') i = endOfString(code, i);
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && --depth === 0) return i + 1;
  }
  const blank = code.indexOf('\n\n', at);
  return blank < 0 ? code.length : blank;
}

/** A statement ends with its line, or with the brackets opened in it. */
function endOfStatement(code: string, at: number): number {
  for (let i = at; i < code.length; i++) {
    const char = code[i]!;
    if (char === '\n') return i;
    if (char === '"') i = endOfString(code, i);
    else if ('([{'.includes(char)) i = endOfCall(code, i + 1) - 1;
  }
  return code.length;
}

function endOfString(code: string, at: number): number {
  const match = STRING.exec(code.slice(at, at + 2000));
  return at + (match?.[0].length ?? 1) - 1;
}

const STRING = /^"(?:[^"\\\n]|\\.)*"/;
/** Longer calls are not looked for the end of. */
const MAX_CALL = 4_000;

function numberOf(call: string, name: string): string {
  return new RegExp(`${name}:\\s*(\\d+)`).exec(call)?.[1] ?? '';
}
