import { accepted, isAdjacent, isAssigned, isCamouflaged, isOutstanding, isSaid, isStrong } from './fitting.ts';
import { COPULA, JOINED_COPULA, type Kind, LABELS } from './labels.ts';
import { cellAt, UNSPACED, valueAt } from './marked.ts';
import type { Range } from './patterns.ts';
import { inColumn, inTableRow } from './tables.ts';
import { looksRandom, makeOf } from './values.ts';

/** So far behind a label its value is sought. */
const REACH = 120;
const GAP = '[ \\t\\u00a0\\u202f\\u3000]*';
const CLOSING = /^["'`’”*_~\]）】」』]{0,4}(?:<\/\w{1,8}>)?/;
const PARENTHESIS = /^[ \t]?[(（][^()（）\n]{1,40}[)）]["'`*_~]{0,3}/;
const OPERATOR = new RegExp(
  `^${GAP}(:=|=>|-{1,2}>|→|⇒|➜|➔|::(?=\\s)|[:：﹕](?!:)|[=＝](?!=)|—|–|(?<=\\s)-(?=\\s)|\\||</t[dh]>\\s*<t[dh][^>]*>)(?:[*_~]{1,3}(?=\\s)|["'](?=\\s)|</\\w{1,8}>)?${GAP}`,
);
/** The values of secrets beside their labels, as notes and code have them. Ranges may come in any order. */
export function secretsBesideLabels(text: string): Range[] {
  const found: Range[] = [];
  for (const { start, end, of: kind } of LABELS.hits(text)) {
    const range = besideLabel(text, start, end, kind);
    if (range) found.push(range);
    if (kind !== 'pin' && inTableRow(text, start)) found.push(...inColumn(text, start, kind));
  }
  return found;
}

function besideLabel(text: string, start: number, end: number, kind: Kind): Range | undefined {
  const unspaced = UNSPACED.test(text[end - 1]!);
  const window = text.slice(end, end + REACH * 2);
  let at = unspaced ? 0 : (/^[\p{L}\p{M}\w-]{0,20}/u.exec(window)?.[0].length ?? 0);
  at += CLOSING.exec(window.slice(at))![0].length;
  if (unspaced) {
    const copula = JOINED_COPULA.exec(window.slice(at));
    if (copula)
      return accepted(valueAt(window, at + copula[0].length, end), { kind, tight: false, alone: false }, isSaid);
  }
  at += PARENTHESIS.exec(window.slice(at))?.[0].length ?? 0;
  const operator = OPERATOR.exec(window.slice(at));
  const rest = window.slice(at + (operator?.[0].length ?? 0));
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const begins = /^[\s>*+•|#\d.)-]*[*_`"'[]*(?:[\p{L}\d'’.&-]+[ \t]){0,3}[\p{L}\p{M}\d-]*$/u.test(
    text.slice(lineStart, start),
  );
  if (/^[ \t*_~`]*\r?(?:\n|$)/.test(rest))
    return begins ? onNextLine(text, end + window.length - rest.length, kind) : undefined;
  if (operator) {
    const value =
      operator[1] === '|'
        ? cellAt(window, window.length - rest.length, end)
        : valueAt(window, window.length - rest.length, end, operator[1]?.includes('='));
    const tight = operator[1] === '=' && /=$/.test(operator[0]) && !/^\s/.test(operator[0]);
    const alone =
      begins && value !== undefined && /^[*_~`"'”»]*[ \t]*(?:\||\r?\n|$)/.test(text.slice(value.end, value.end + 8));
    return accepted(value, { kind, tight, alone }, isAssigned);
  }
  // A pass is many things, and to pass too.
  if (/^pass$/i.test(text.slice(start, end))) return undefined;
  return saidInSentence(text.slice(start, end), window, at, end, kind) ?? saidBefore(text, start, kind);
}

/** The value in the sentence that goes on after a label. */
function saidInSentence(label: string, window: string, from: number, base: number, kind: Kind): Range | undefined {
  const rest = window.slice(from, from + REACH).replace(/\n[\s\S]*/, '');
  let said = false;
  let position = 0;
  for (const { 0: token, index } of rest.matchAll(/\S+/g)) {
    if (token.includes('[redacted')) return undefined;
    const joined = /^.{0,60}?[:：=]$/.test(token);
    const value = valueAt(window, from + index, base);
    if (value && value.text.length >= 4) {
      const place = { kind, tight: false, alone: false };
      // Turkish, Hungarian, Persian and others have the verb last, or none.
      const verbless = position === 0 && kind === 'password' && !/^p(?:ass|w)/i.test(label);
      const fits = said || verbless ? isSaid : position === 0 ? isAdjacent : isOutstanding;
      // A space stands before it, or a verb.
      const range = said || index > 0 ? accepted(value, place, fits) : undefined;
      if (range) return range;
    }
    // "The password for the door is: …": the colon ends nothing.
    if (/[.!?;。！？]["'”’)]*$/.test(token)) return undefined;
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

/** The label ends its line; the value is the next one, alone, perhaps in a fence or as a list below. */
function onNextLine(text: string, from: number, kind: Kind): Range | undefined {
  const after =
    /^[ \t*_~`]*\r?\n(?:[ \t]*\r?\n)?(?:[ \t]*(?:```|~~~)[^\n]*\n|#\+begin_\w+[^\n]*\n)?[ \t]*(?:[>*+•:-][ \t]+)?/i.exec(
      text.slice(from, from + REACH),
    );
  if (!after) return undefined;
  const fenced = /```|~~~|#\+begin/i.test(after[0]);
  const window = text.slice(from + after[0].length, from + after[0].length + REACH * 2);
  const value = valueAt(window, 0, from + after[0].length);
  if (!value || !/^["'`”»*_~=|]*[ \t]*(?:\r?\n|$)/.test(text.slice(value.end, value.end + 8))) return undefined;
  const make = makeOf(value.text);
  const certain =
    value.code || fenced
      ? make !== 'other'
      : make === 'marked' || make === 'mixed' || (make === 'digits' && kind !== 'key');
  if (!certain || (make === 'word' && !value.code && !fenced)) return undefined;
  return accepted({ ...value, code: value.code || fenced }, { kind, tight: false, alone: false }, (text, place) =>
    kind === 'key'
      ? looksRandom(text) || isAssigned(text, { ...place, quoted: false, code: true })
      : isAssigned(text, place) && (make === 'word' || make === 'digits' || isStrong(text, place.code)),
  );
}
