/** A value stripped of what surrounds it. */
export interface Value {
  text: string;
  start: number;
  quoted: boolean;
  code: boolean;
  end: number;
}

const PAIRS: Record<string, string> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '„': '“”',
  '«': '»',
  '‹': '›',
  '「': '」',
  '『': '』',
  '‘': '’',
  '`': '`',
  '~': '~',
  '=': '=',
  '**': '*',
  '*': '*',
  _: '_',
};
/** HTML tags that only style a value. */
const TAGS = /^(?:<(?:code|kbd|samp|tt|b|i|em|strong|u|mark|span|del|s|font|var)(?:\s[^<>\n]{0,60})?>)+/i;
/** Scripts without spaces, and their punctuation, end a value. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff0c\uff1b\uff1a]/u;
/**
 * The value that begins at an offset of a window, which itself begins at `base` of the whole text.
 * @param code it is assigned in code
 */
export function valueAt(window: string, at: number, base: number, code = false): Value | undefined {
  const tag = TAGS.exec(window.slice(at))?.[0] ?? '';
  if (tag !== '') {
    const inner = /^[^<\n]{1,200}/.exec(window.slice(at + tag.length))?.[0].trimEnd() ?? '';
    const start = base + at + tag.length;
    const end =
      start + inner.length + (/^(?:<\/\w{1,8}>)+/.exec(window.slice(at + tag.length + inner.length))?.[0].length ?? 0);
    return inner === '' ? undefined : { text: inner, start, quoted: false, code: /code|kbd|samp|tt/i.test(tag), end };
  }
  const line = /^[^\n]*/.exec(window.slice(at))![0];
  for (const [open, close] of Object.entries(PAIRS)) {
    if (!line.startsWith(open)) continue;
    const marks = /^[`*]+/.exec(line)?.[0].length ?? open.length;
    const rest = line.slice(marks);
    const ends = [...close].map((mark) => rest.indexOf(mark)).filter((index) => index > 0);
    const length = Math.min(...ends, 200);
    if (ends.length === 0 || (/\s/.test(rest.slice(0, length)) && /[~=*_]/.test(open))) break;
    const inner = rest.slice(0, length);
    const lead = inner.length - inner.trimStart().length;
    const code = /[`~=<]/.test(open);
    return {
      text: inner.trim(),
      start: base + at + marks + lead,
      quoted: !/[*_]/.test(open),
      code,
      end: base + at + marks + length + 1,
    };
  }
  const lead = /^(?:["'`“„«*_~<(]|\[(?!redacted))*/.exec(line)![0].length;
  // In code, more may follow without a space.
  const text = bare(code ? line.slice(lead).replace(/[;,&()].*/, '') : line.slice(lead));
  if (text === '') return undefined;
  return { text, start: base + at + lead, quoted: false, code: false, end: base + at + lead + text.length };
}

/** A word with the marks that may belong to a password; those that close a sentence or a decoration stay outside. */
function bare(line: string): string {
  const word = /^[^\s"`“”„«»<>{}]{1,200}/.exec(line)?.[0] ?? '';
  const cut = word.search(UNSPACED);
  return (cut >= 0 ? word.slice(0, cut) : word).replace(/(?:\]\([^)]*\)?|[.,;:…'’)\]}|*_~`])+$/, '');
}

export function cellAt(window: string, at: number, base: number): Value | undefined {
  const cell = /^[^|\n]*/.exec(window.slice(at))![0];
  const value = valueAt(window, at, base);
  // A cell is one value; several words in it are a sentence.
  return value && /\s/.test(cell.trim()) && !value.quoted ? undefined : value;
}
