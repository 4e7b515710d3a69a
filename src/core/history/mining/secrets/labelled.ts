import { accepted, isAdjacent, isAssigned, isCamouflaged, isOutstanding, isSaid, isStrong } from './fitting.ts';
import { groupsAt, phraseAt, strongAtEnd, strongBelow, strongInLine } from './further.ts';
import { COPULA, JOINED_COPULA, type Kind, LABELS } from './labels.ts';
import { cellAt, UNSPACED, type Value, valueAt } from './marked.ts';
import type { Range } from './patterns.ts';
import { inColumn } from './tables.ts';
import { looksRandom, makeOf } from './values.ts';

/** How far after a label its value may be. */
const REACH = 120;
const GAP = '[ \\t\\u00a0\\u202f\\u3000]*';
const CLOSING = /^["'`’”*_~\]）】」』]{0,4}(?:<\/(?!t[dh]|d[dt])\w{1,8}>)?/;
const PARENTHESIS = /^[ \t]?[(（][^()（）\n]{1,40}[)）]["'`*_~]{0,3}/;
const OPERATOR = new RegExp(
  `^${GAP}(:=|=>|-{1,2}>|→|⇒|➜|➔|::(?=\\s)|[:：﹕៖](?!:)|[=＝](?!=)|—|–|👉|🔑|🔐|➡\ufe0f?|(?<=\\s)-(?=\\s)|\\||</(?:t[dh]|dt)>\\s*<(?:t[dh]|dd)[^>]*>)(?:[*_~]{1,3}(?=\\s)|["'](?=\\s)|</\\w{1,8}>)?${GAP}`,
);
/** `<password>…`, `name="password" value="…"`. */
const IN_TAG = /^(?:(>)(?=\S)|\s+value(=)(?=["']))/;
/** The values of secrets next to their labels, as in notes and code. Ranges may come in any order. */
export function secretsBesideLabels(text: string): Range[] {
  const found: Range[] = [];
  for (const { start, end, of: kind } of LABELS.hits(text)) {
    found.push(...besideLabel(text, start, end, kind));
    if (kind === 'password' || kind === 'key') found.push(...inColumn(text, start, kind));
  }
  return found;
}

function besideLabel(text: string, start: number, end: number, kind: Kind): Range[] {
  const label = text.slice(start, end);
  const unspaced = UNSPACED.test(text[end - 1]!);
  const window = text.slice(end, end + REACH * 2);
  let at = unspaced ? 0 : (/^[\p{L}\p{M}\w-]{0,20}/u.exec(window)?.[0].length ?? 0);
  at += CLOSING.exec(window.slice(at))![0].length;
  const loose = { kind, tight: false, alone: false };
  if (kind === 'account') {
    const named = NAME_FIRST.exec(window.slice(at));
    const pair = named && (named[1] !== undefined || /^(?:ww|wpa)/i.test(label));
    return pair ? strongInLine(window, at + named[0].length, end) : [];
  }
  if (/phrase|seed|mnemonic|words/i.test(label)) {
    const phrase = phraseAt(text, end + at, /^pass/i.test(label) ? 4 : 12);
    if (phrase) return [phrase];
  }
  if (unspaced) {
    const copula = JOINED_COPULA.exec(window.slice(at));
    if (copula) return listed(accepted(valueAt(window, at + copula[0].length, end), loose, isSaid));
  }
  const aside = PARENTHESIS.exec(window.slice(at))?.[0] ?? '';
  const inside = /^[ \t]?[(（](?=\S+$)/.exec(aside)?.[0];
  if (inside !== undefined) {
    const range = accepted(valueAt(window, at + inside.length, end), loose, isAdjacent);
    if (range) return [range];
  }
  at += aside.length;
  const inTag = text[start - 1] === '<' || /^\s+value=/.test(window.slice(at));
  const operator = (inTag ? IN_TAG : OPERATOR).exec(window.slice(at));
  const rest = window.slice(at + (operator?.[0].length ?? 0));
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const begins = /^[\s>*+•|#\d.)-]*[*_`"'[]*(?:[\p{L}\d'’.&-]+[ \t]){0,3}[\p{L}\p{M}\d-]*$/u.test(
    text.slice(lineStart, start),
  );
  if (/^[ \t*_~`]*\r?(?:\n|$)/.test(rest)) {
    const from = end + window.length - rest.length;
    const alone = begins ? onNextLines(text, from, kind) : [];
    const below = alone.length > 0 || !begins || kind !== 'password' ? alone : strongBelow(text, from);
    return below.length > 0 || operator ? below : listed(saidBefore(text, start, kind));
  }
  if (operator) {
    const from = window.length - rest.length;
    const groups = groupsAt(window, from, end);
    if (groups && kind !== 'pin') return [groups];
    const value =
      operator[1] === '|' ? cellAt(window, from, end) : valueAt(window, from, end, operator[1]?.includes('='));
    const tight = operator[1] === '=' && /=$/.test(operator[0]) && !/^\s/.test(operator[0]);
    const alone =
      begins && value !== undefined && /^[*_~`"'”»]*[ \t]*(?:\||\r?\n|$)/.test(text.slice(value.end, value.end + 8));
    const range = accepted(value, { kind, tight, alone }, isAssigned);
    if (kind !== 'password' || tight) return listed(range);
    return [...listed(range), ...strongInLine(window, range ? range[1] - end : from, end)];
  }
  // “Pass” has many meanings, as a noun and as a verb.
  if (/^pass$/i.test(label)) return [];
  const said = saidInSentence(label, text.slice(lineStart, start), window, at, end, kind);
  if (!said) {
    return listed(
      saidBefore(text, start, kind) ?? (begins && kind === 'password' ? strongAtEnd(window, at, end) : undefined),
    );
  }
  return kind === 'password' ? [said, ...strongInLine(window, said[1] - end, end)] : [said];
}

/** After an account: what looks like a name, and what separates it from the password. */
const NAME_FIRST =
  /^(?: ?\([^()\n]{1,20}\)[*_]{0,2})?[ \t]*[:：=][ \t*_]*((?:(?!:\/\/)[^\n]){1,60}?(?:[/|,;]|: | [-–] ))?/;

function listed(range: Range | undefined): Range[] {
  return range ? [range] : [];
}

/** Verbs for passwords: "I changed my password to …". */
const CHANGES =
  /(?<!\p{L})(?:chang|re?set|set|updat|switch|cambi|modifi|mud|alter|skift|bytt|zmieni|wijzig|verander|смени|измени|поменя)/iu;

/** The value in the sentence that continues after a label. */
function saidInSentence(
  label: string,
  before: string,
  window: string,
  from: number,
  base: number,
  kind: Kind,
): Range | undefined {
  const rest = window.slice(from, from + REACH).replace(/\n[\s\S]*/, '');
  let said = false;
  let position = 0;
  let into = false;
  for (const { 0: token, index } of rest.matchAll(/\S+/g)) {
    if (token.includes('[redacted')) return undefined;
    const joined = /^.{0,60}?[:：=]$/.test(token);
    const value = valueAt(window, from + index, base);
    if (value && value.text.length >= 4) {
      const place = { kind, tight: false, alone: false };
      // Turkish, Hungarian, Persian and others put the verb last, or have none.
      const verbless = position === 0 && kind === 'password' && !/^p(?:ass|w)/i.test(label);
      const fits = said || verbless ? isSaid : position === 0 || into ? isAdjacent : isOutstanding;
      // Preceded by a space or a verb.
      const range = said || index > 0 ? accepted(value, place, fits) : undefined;
      if (range) return range;
    }
    // "The password for the door is: …": the colon ends nothing.
    if (/[.!?;。！？]["'”’)]*$/.test(token)) return undefined;
    into = /^(?:to|en|à|a|in|na|på|til|naar|на)$/iu.test(token) && CHANGES.test(before + rest.slice(0, index));
    said =
      (joined && kind !== 'pin') ||
      /^(?:->|→|=>|—|–|=|:)$/.test(token) ||
      COPULA.test(token.replace(/[:：]$/, '')) ||
      (token === 'to' && /^has/i.test(label)) ||
      (said && /^(?:now|still|just|simply|always|not|jetzt|nun|noch|toujours|ahora|nu|теперь)$/iu.test(token));
    position++;
  }
  return undefined;
}

/** "Juniper2031! is my password", "with Juniper2031! as the password". */
function saidBefore(text: string, start: number, kind: Kind): Range | undefined {
  if (kind !== 'password') return undefined;
  const before = text.slice(Math.max(0, start - 80), start);
  const match =
    /(?:^|\s)(["'`“„«*]*)(\S{6,40})\s+(?:is|was|as|ist|war|als|est|comme|es|como|è|come|é|som|er|är|jest|jako|—|это)(?:[ \t]+[\p{L}'’-]+){0,3}[ \t]*[\p{L}-]*$/u.exec(
      before,
    );
  if (!match) return undefined;
  const value = match[2]!.replace(/["'`”“»*]+$/, '');
  const from = start - before.length + match.index + match[0].indexOf(match[2]!);
  const fits =
    isSaid(value, { kind, quoted: false, code: false, tight: false, alone: false }) &&
    (isCamouflaged(value) || /[!$%&^§€£]/.test(value));
  return fits ? [from, from + value.length] : undefined;
}

/** The label ends its line; the values are the next lines, each alone, perhaps in a fence or as a list. */
function onNextLines(text: string, from: number, kind: Kind): Range[] {
  const found: Range[] = [];
  let fenced = false;
  let at = from;
  for (let line = 0; line < MOST_LINES; line++) {
    const after = (line === 0 ? FIRST_BELOW : NEXT_BELOW).exec(text.slice(at, at + REACH));
    if (!after) break;
    fenced ||= /```|~~~|#\+begin/i.test(after[0]);
    const start = at + after[0].length;
    const value = valueAt(text.slice(start, start + REACH * 2), 0, start);
    const range = value && aloneOnLine(value, text, fenced, kind);
    if (!range) break;
    found.push(range);
    at = value.end + /^["'`”»*_~=|]*/.exec(text.slice(value.end, value.end + 8))![0].length;
  }
  return found;
}

const MOST_LINES = 40;
const FIRST_BELOW =
  /^[ \t*_~`]*\r?\n(?:[ \t]*\r?\n)?(?:[ \t]*(?:```|~~~)[^\n]*\n|#\+begin_\w+[^\n]*\n)?[ \t]*(?:[>*+•:-][ \t]+|\d{1,2}[.)][ \t]+)?/i;
const NEXT_BELOW = /^[ \t]*\r?\n[ \t]*(?:[>*+•:-][ \t]+|\d{1,2}[.)][ \t]+)?/;

function aloneOnLine(value: Value, text: string, fenced: boolean, kind: Kind): Range | undefined {
  if (!/^["'`”»*_~=|]*[ \t]*(?:\r?\n|$)/.test(text.slice(value.end, value.end + 8))) return undefined;
  const make = makeOf(value.text);
  const certain =
    value.code || fenced
      ? make !== 'other'
      : make === 'marked' || make === 'mixed' || (make === 'digits' && kind !== 'key');
  if (!certain) return undefined;
  return accepted({ ...value, code: value.code || fenced }, { kind, tight: false, alone: false }, (text, place) =>
    kind === 'key'
      ? looksRandom(text) || isAssigned(text, { ...place, quoted: false, code: true })
      : isAssigned(text, place) && (make === 'word' || make === 'digits' || isStrong(text, place.code)),
  );
}
