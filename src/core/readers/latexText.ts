import { ACCENTS, CHARACTERS, DROPPED, DROPPED_NAMES, NOT_READ, SECTIONS, TEXT_ARGUMENT } from './latexCommands.ts';

/**
 * Turns LaTeX without verbatim text and display mathematics into Markdown prose: commands become what they print,
 * headings and lists become Markdown's, `$…$` disappears. Each character is looked at a fixed number of times.
 */
export function latexText(source: string): string {
  return new LatexText(source).run();
}

/** The text of the first `\name[…]{…}` in the source, or null. */
export function latexArgument(source: string, name: string): string | null {
  const match = new RegExp(`\\\\${name}(?![A-Za-z])\\s*(?:\\[[^\\]]{0,300}\\]\\s*)?(?=\\{)`).exec(source);
  if (!match) return null;
  const open = match.index + match[0].length;
  const close = matchBraces(source)[open]!;
  return close < 0 ? null : latexText(source.slice(open + 1, close));
}

class LatexText {
  readonly #source: string;
  readonly #closing: Int32Array;
  #at = 0;
  #out = '';
  /** Ends of the headings that are being read. */
  readonly #until: number[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#closing = matchBraces(source);
  }

  run(): string {
    const source = this.#source;
    while (this.#at < source.length) {
      while (this.#until.length > 0 && this.#until.at(-1)! <= this.#at) {
        this.#until.pop();
        this.#out += '\n\n';
      }
      const char = source[this.#at]!;
      if (char === '\\') this.#command();
      else if (char === '$') this.#math();
      else this.#plain(char);
    }
    return tidy(this.#out);
  }

  #plain(char: string): void {
    const pair = this.#source.slice(this.#at, this.#at + 3);
    const [text, length] =
      PRINTED.find(([written]) => pair.startsWith(written))?.slice(1) ?? ([char, 1] as [string, number]);
    this.#out += text as string;
    this.#at += length as number;
  }

  /** `$…$` and the rest of `$$…$$`: removed if it ends in the same paragraph. */
  #math(): void {
    MATH.lastIndex = this.#at;
    const match = MATH.exec(this.#source);
    this.#at += match?.[0].length ?? 1;
  }

  #command(): void {
    COMMAND.lastIndex = this.#at;
    const match = COMMAND.exec(this.#source);
    if (!match) {
      this.#at++;
      return;
    }
    const name = match[1] ?? match[2]!;
    this.#at += match[0].length;
    const character = CHARACTERS.get(name);
    const accent = ACCENTS.get(name);
    const level = SECTIONS.get(name) ?? OWN_SECTIONS.find(([own]) => own.test(name))?.[1];
    const argument = TEXT_ARGUMENT.get(name);
    if (name === 'item') this.#item();
    else if (name === 'verb' || name === 'lstinline') this.#verb();
    else if (name === 'begin' || name === 'end') this.#environment();
    else if (accent !== undefined && this.#accent(accent)) return;
    else if (character !== undefined) {
      this.#out += character;
      // A letter by its name ends with the space after it: `stra\ss e`.
      if (/^(?:\p{L}|\/)$/u.test(character)) this.#skipSpace();
    } else if (level !== undefined) this.#heading(level);
    else if (argument !== undefined) this.#keepArgument(argument);
    else if (DROPPED.has(name) || DROPPED_NAMES.test(name)) this.#skipArguments(9);
    else if (match[2] !== undefined)
      this.#out += '%&$#_{}'.includes(name) ? name : NOTHING.has(name) ? '' : name === '\\' ? '\n' : ' ';
    else {
      this.#skipOption();
      this.#skipLabel();
    }
  }

  /** The first argument of an unknown command may be a label or an address. */
  #skipLabel(): void {
    const close = this.#source[this.#at] === '{' ? this.#closing[this.#at]! : -1;
    if (close > 0 && close - this.#at < 300 && NOT_READ.test(this.#source.slice(this.#at + 1, close)))
      this.#at = close + 1;
  }

  #item(): void {
    this.#out += '\n\n- ';
    this.#skipSpace();
    const label = this.#source[this.#at] === '[' ? OPTION.exec(this.#source.slice(this.#at, this.#at + 300)) : null;
    if (!label) return;
    this.#at += label[0].length;
    this.#out += `${label[0].slice(1, -1).replace(/\\\w+|[{}$\\]/g, '')} `;
  }

  #verb(): void {
    this.#skipOption();
    const rest = this.#source.slice(this.#at, this.#at + 300);
    const match = /^([^\sA-Za-z*])(.*?)(?:\1|\})/.exec(rest);
    if (!match) return;
    this.#out += `\`${match[2]}\``;
    this.#at += match[0].length;
  }

  /** A paragraph break; an environment's options are left out. */
  #environment(): void {
    this.#out += '\n\n';
    this.#skipArguments(1);
    this.#skipOption();
  }

  /** @returns whether a letter followed that can carry the accent */
  #accent(mark: string): boolean {
    const match = /^\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\([ij])(?![A-Za-z])|([A-Za-z]))/.exec(
      this.#source.slice(this.#at, this.#at + 12),
    );
    if (!match) return false;
    this.#out += `${match[1] ?? match[2] ?? match[3]}${mark}`.normalize('NFC');
    this.#at += match[0].length;
    return true;
  }

  #heading(level: number): void {
    this.#skipOption();
    this.#skipSpace();
    const close = this.#source[this.#at] === '{' ? this.#closing[this.#at]! : -1;
    if (close < 0) return;
    this.#out += `\n\n${'#'.repeat(level)} `;
    this.#at++;
    this.#until.push(close);
  }

  /** Skips the arguments before the one that is text; its braces are then treated like any others. */
  #keepArgument(index: number): void {
    this.#skipOption();
    this.#skipArguments(index);
  }

  #skipArguments(most: number): void {
    this.#skipOption();
    for (let i = 0; i < most; i++) {
      const at = this.#at;
      this.#skipSpace();
      const close = this.#source[this.#at] === '{' ? this.#closing[this.#at]! : -1;
      if (close < 0) {
        this.#at = at;
        return;
      }
      this.#at = close + 1;
      this.#skipOption();
    }
  }

  #skipOption(): void {
    const match = OPTION.exec(this.#source.slice(this.#at, this.#at + 300));
    if (match) this.#at += match[0].length;
  }

  /** Spaces and at most one line end: a blank line ends a command's arguments. */
  #skipSpace(): void {
    const match = /^[ \t]*(?:\n[ \t]*(?!\n))?/.exec(this.#source.slice(this.#at, this.#at + 80));
    this.#at += match?.[0].length ?? 0;
  }
}

/** Section commands that classes and authors name after LaTeX's own: `\addchap`, `\mysubsection`. */
const OWN_SECTIONS: [RegExp, number][] = [
  [/^(?:addchap|[a-z]{1,10}chapter)$/, 1],
  [/^(?:addsec|(?!sub)[a-z]{1,10}(?<!sub)section)$/, 2],
  [/^(?!sub)[a-z]{1,10}(?<!sub)subsection$/, 3],
];

/** Possible word breaks, and corrections of the space between letters. */
const NOTHING = new Set(['-', '/', '@', '!', '+']);
const COMMAND = /\\(?:([A-Za-z@]+)\*?|([\s\S]))/y;
const OPTION = /^(?:\[[^\][\n]{0,280}\])+/;
const MATH = /\$\$?(?:[^$\\\n]|\\[\s\S]|\n(?![ \t]*\n)){0,2000}\$\$?/y;

/** The source, what it prints, and how many characters were read. */
const PRINTED: [string, string, number][] = [
  ['---', '—', 3],
  ['--', '–', 2],
  ['``', '“', 2],
  ["''", '”', 2],
  ['`', '‘', 1],
  ['~', ' ', 1],
  ['{', '', 1],
  ['}', '', 1],
  ['&', ' ', 1],
];

/** For each opening brace the position of its closing one, else −1. An escaped brace counts as text. */
function matchBraces(source: string): Int32Array {
  const closing = new Int32Array(source.length).fill(-1);
  const open: number[] = [];
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') i++;
    else if (char === '{') open.push(i);
    else if (char === '}') {
      const start = open.pop();
      if (start !== undefined) closing[start] = i;
    }
  }
  return closing;
}

/** Joins the lines of a paragraph and closes the gaps that commands and formulas left. */
function tidy(text: string): string {
  return text
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((paragraph) =>
      paragraph
        .replace(/\s+/g, ' ')
        .replace(/\( *\)|\[ *\]/g, '')
        .replace(/ +([,.;:!?)])/g, '$1')
        .replace(/ {2,}/g, ' ')
        .trim(),
    )
    .filter((paragraph) => /[\p{L}\p{N}]/u.test(paragraph))
    .join('\n\n');
}
