import { TypstScan } from './typstScan.ts';

/** Functions without prose, whatever is in their brackets. */
const NO_PROSE =
  /^(?:image|figure|subfigure|subpar|table|tablex|outline|bibliography|cite|ref|label|hide|raw|code|sourcecode|sourcefile|codeblock|codly|codly-range|math|equation|eq|lorem|counter|state|query|locate|metadata|pagebreak|colbreak|v|h|line|path|polygon|rect|circle|ellipse|curve|canvas|cetz|diagram|fletcher|node|edge|draw|plot|chart|pseudocode|pseudocode-list|algorithm|algo|todo|margin-note|place|columns-break|datetime|panic|assert|repr|proof-tree|bytefield|tree|caption)$/;
/** Functions that only change how their arguments look. */
const WRAPS =
  /^(?:emph|strong|text|underline|overline|highlight|quote|align|block|box|smallcaps|super|sub|strike|par|pad|columns|upper|lower|link|footnote|heading|list|enum|terms|stack|grid|center|move|rotate|scale|skew)$/;
/** Glossary functions, which show the entry that they name. */
const ENTRY = /^(?:[Gg]ls(?:pl)?|gloss|acro?|acr(?:pl|f)|ac[pfs]?)$/;
/** The last part of a call's name: `equation` of `math.equation`. */
const LAST = /[\p{L}_][\p{L}\p{N}_-]*$/u;
const NAME = /#([\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}_][\p{L}\p{N}_-]*)*)/uy;
/** A method called on the result of a call. */
const METHOD = /\.[\p{L}_][\p{L}\p{N}_-]*(?=[([])/uy;
const STATEMENT = /#(?:let|set|show|import|include|return|break|continue)\b/y;
const BRANCH = /#(?:if|for|while|context)\b/y;
const LINE_START = /(={1,6}|[-+]|\/|\d{1,3}\.)[ \t]+(?=\S)/y;
const REFERENCE = /@[\p{L}\p{N}_](?:[\p{L}\p{N}_:.-]*[\p{L}\p{N}_])?/uy;
const LABEL = /<[\p{L}\p{N}_:.-]{1,100}>/uy;
const RAW = /`+/y;
const ESCAPE = /\\(?:u\{([\dA-Fa-f]{1,6})\}|([\s\S]))/y;
const ADDRESS = /https?:\/\/[^\s\]"<>]*/y;
const PLAIN = /(?:(?!https?:)[\p{L}\p{N},;:() ])+/uy;
const MAX_DEPTH = 40;

/** A statement or call that may describe the document, and where its arguments begin. */
export interface Call {
  /** `set` and `show` rules, or the name of a function that is called. */
  kind: string;
  open: number;
}

/**
 * Reads Typst's markup as Markdown: what is printed, without code, formulas, figures, tables, labels and references.
 */
export class TypstText {
  readonly scan: TypstScan;
  /** Calls at the top level of the document. */
  readonly calls: Call[] = [];
  readonly #source: string;
  #out = '';

  constructor(source: string) {
    this.#source = source;
    this.scan = new TypstScan(source);
  }

  read(): string {
    this.#markup(0, this.#source.length, 0);
    // Marks around left-out content would remain.
    return this.#out.replace(/(?<!\*)(\*{1,2}) ?\1(?!\*)/g, (marks) => (marks.length < 4 ? marks : ''));
  }

  #markup(start: number, end: number, depth: number): void {
    let lineStart = true;
    let heading = false;
    const marks = new Map<string, number>();
    for (let at = start; at < end; ) {
      const char = this.#source[at]!;
      if (char === '\n') {
        this.#out += heading ? '\n\n' : '\n';
        [lineStart, heading] = [true, false];
        at++;
        continue;
      }
      const marked = lineStart && char !== ' ' && char !== '\t' ? this.#match(LINE_START, at) : null;
      if (char !== ' ' && char !== '\t') lineStart = false;
      if (marked && at + marked[0].length < end) {
        heading = marked[1]!.startsWith('=');
        const mark = marked[1]!;
        this.#out += heading
          ? `\n${'#'.repeat(mark.length)} `
          : mark === '+'
            ? '1. '
            : mark === '/'
              ? '- '
              : `${mark} `;
        at += marked[0].length;
        continue;
      }
      const next = this.#piece(at, end, depth, marks);
      at = next > at ? next : at + 1;
    }
  }

  /** Writes what begins here. @returns where to continue */
  #piece(at: number, end: number, depth: number, marks: Map<string, number>): number {
    const char = this.#source[at]!;
    const plain = this.#match(PLAIN, at);
    if (plain) return this.#write(plain[0].slice(0, end - at), at + plain[0].length);
    if (char === '#') return this.#code(at, depth);
    if (char === '\\') return this.#escape(at);
    if (char === '`') return this.#raw(at);
    if (char === '*' || char === '_') return this.#emphasis(at, end, marks);
    if (char === '@') return this.#reference(at);
    if (char === '<') return this.#leaveOut(at, this.#match(LABEL, at));
    if (char === '~') return this.#write(' ', at + 1);
    if (char === '-' && this.#source.startsWith('-?', at)) return at + 2;
    if (char === '-' && this.#source.startsWith('--', at)) {
      const long = this.#source.startsWith('---', at);
      return this.#write(long ? '—' : '–', at + (long ? 3 : 2));
    }
    const address = char === 'h' ? this.#match(ADDRESS, at) : null;
    if (address) return this.#write(address[0], at + address[0].length);
    const over = this.scan.passOverInMarkup(at);
    if (over !== undefined) {
      if (char === '$' || char === '/') this.#closeGap(over);
      return over;
    }
    return this.#write(char, at + 1);
  }

  #write(text: string, next: number): number {
    const closes = /^[,;:.!?)]/.test(text);
    this.#out = closes ? this.#out.replace(/(?<=\S) $/, '') + text : this.#out + text;
    return next;
  }

  /** Removes one of the two spaces around a left-out word. */
  #closeGap(next: number): void {
    if (/ $/.test(this.#out) && /[ \n]/.test(this.#source[next] ?? '\n')) this.#out = this.#out.slice(0, -1);
  }

  #leaveOut(at: number, match: RegExpExecArray | null): number {
    if (!match) return this.#write(this.#source[at]!, at + 1);
    const next = at + match[0].length;
    this.#closeGap(next);
    return next;
  }

  #escape(at: number): number {
    const match = this.#match(ESCAPE, at);
    if (!match) return at + 1;
    const code = match[1] === undefined ? Number.NaN : Number.parseInt(match[1], 16);
    const shown = Number.isNaN(code) ? match[2]! : code <= 0x10ffff ? String.fromCodePoint(code) : '';
    // A backslash before a space ends the line.
    this.#out += /\s/.test(shown) ? '\n' : shown;
    return at + match[0].length;
  }

  #raw(at: number): number {
    const [marks] = this.#match(RAW, at)!;
    const next = this.scan.passOverInMarkup(at)!;
    if (marks.length < 3) this.#out += this.#source.slice(at, next).replace(/\n/g, ' ');
    return next;
  }

  /** `*` and `_` are emphasis if a second one follows in the paragraph, and plain signs within a word. */
  #emphasis(at: number, end: number, marks: Map<string, number>): number {
    const mark = this.#source[at]!;
    const inWord = /[\p{L}\p{N}]/u.test(this.#source[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(this.#source[at + 1] ?? '');
    if (inWord) return this.#write(mark, at + 1);
    const opened = marks.get(mark) ?? 0;
    const closes = opened > 0;
    if (!closes) {
      const blank = this.scan.paragraphEnd(at);
      const second = this.#source.indexOf(mark, at + 1);
      if (second < 0 || second >= Math.min(blank, end)) return this.#write(mark, at + 1);
    }
    marks.set(mark, closes ? 0 : at);
    this.#out += mark === '*' ? '**' : '*';
    return at + 1;
  }

  /** A reference, with its supplement in brackets. */
  #reference(at: number): number {
    const match = this.#match(REFERENCE, at);
    const before = this.#source[at - 1] ?? ' ';
    if (!match || /[\p{L}\p{N}.]/u.test(before)) return this.#write('@', at + 1);
    let next = at + match[0].length;
    if (this.#source[next] === '[') next = Math.max(next, this.scan.closing(next) + 1);
    this.#closeGap(next);
    return next;
  }

  #code(at: number, depth: number): number {
    const statement = this.#match(STATEMENT, at);
    if (statement) {
      const from = at + statement[0].length;
      if (depth === 0) this.#note(statement[0], from);
      return this.scan.statementEnd(from);
    }
    const branch = this.#match(BRANCH, at);
    if (branch) return this.#branches(at + branch[0].length, depth);
    const name = this.#match(NAME, at);
    if (name) {
      const from = at + name[0].length;
      const next = this.#source[from] === '(' || this.#source[from] === '[' ? this.#call(name[1]!, from, depth) : from;
      if (next === from) this.#closeGap(next);
      return this.#source[next] === ';' ? next + 1 : next;
    }
    const open = this.#source[at + 1] ?? '';
    if (open === '[') return this.#content(at + 1, depth);
    if (open === '(' || open === '{') return this.#after(at + 1);
    if (open === '"') {
      const close = this.scan.passOver(at + 1) ?? at + 1;
      return this.#write(this.#source.slice(at + 2, close - 1).replace(/\\(.)/g, '$1'), Math.max(close, at + 2));
    }
    return this.#write('#', at + 1);
  }

  /** Writes the content of a call, unless its function has no prose. */
  #call(name: string, from: number, depth: number): number {
    const last = LAST.exec(name)![0];
    const shown = !NO_PROSE.test(last) && !/^(?:math|cetz|fletcher|calc|sys|draw)\./.test(name);
    let at = from;
    while (this.#source[at] === '(') {
      const open = at;
      at = this.#after(at);
      if (depth === 0) this.calls.push({ kind: name, open });
      if (shown && WRAPS.test(last)) this.#shownArguments(open, depth);
      if (ENTRY.test(last))
        this.#out += /^\(\s*"([\p{L}\p{N} ._-]{1,60})"/u.exec(this.#source.slice(open, open + 80))?.[1] ?? '';
    }
    while (this.#source[at] === '[') {
      const close = this.scan.closing(at);
      if (close < 0) return this.scan.paragraphEnd(at);
      // A single letter is the plural ending that a glossary function adds.
      if (shown && (WRAPS.test(last) || /\S\S/.test(this.#source.slice(at + 1, close)))) this.#content(at, depth);
      at = close + 1;
    }
    const method = depth < MAX_DEPTH ? this.#match(METHOD, at) : null;
    if (method) return this.#call(method[0], at + method[0].length, depth + 1);
    if (!shown) this.#closeGap(at);
    return at;
  }

  /** Writes the content among a call's arguments, and that of calls among them. */
  #shownArguments(open: number, depth: number): void {
    if (depth >= MAX_DEPTH) return;
    for (const { name, start } of this.scan.argumentsOf(open)) {
      if (name !== null && name !== 'body') continue;
      if (this.#source[start] === '[') this.#content(start, depth);
      else {
        const call = /^[\p{L}_][\p{L}\p{N}_.-]*(?=[([])/u.exec(this.#source.slice(start, start + 80));
        if (call) this.#call(call[0], start + call[0].length, depth + 1);
      }
    }
  }

  /** `if`, `for`, `while` and `context` show the content in their brackets. */
  #branches(from: number, depth: number): number {
    const start = from + /^[ \t]*/.exec(this.#source.slice(from, from + 40))![0].length;
    const call = this.#source.startsWith('context', from - 7)
      ? /^[\p{L}_][\p{L}\p{N}_-]*(?=[([])/u.exec(this.#source.slice(start, start + 80))
      : null;
    if (call) return this.#call(call[0], start + call[0].length, depth);
    let at = start;
    for (let parts = 0; parts < 50; parts++) {
      // The condition ends at the first `[` or `{`.
      for (let char = this.#source[at]; char !== '[' && char !== '{'; char = this.#source[at]) {
        if (char === undefined || char === '\n') return at;
        at = char === '(' ? this.#after(at) : (this.scan.passOver(at) ?? at + 1);
      }
      at = this.#source[at] === '[' ? this.#content(at, depth) : this.#after(at);
      const otherwise = /^\s*else\b/.exec(this.#source.slice(at, at + 80));
      if (!otherwise) break;
      at += otherwise[0].length;
    }
    return at;
  }

  /** Writes the content in brackets. @returns the position after them */
  #content(open: number, depth: number): number {
    const close = this.scan.closing(open);
    if (close < 0) return open + 1;
    if (depth < MAX_DEPTH) this.#markup(open + 1, close, depth + 1);
    return close + 1;
  }

  /** The position after the closing bracket. */
  #after(open: number): number {
    const close = this.scan.closing(open);
    return close < 0 ? this.scan.paragraphEnd(open) : close + 1;
  }

  /** Records the call of a `set` or `show` rule. */
  #note(keyword: string, from: number): void {
    const rest = this.#source.slice(from, from + 200);
    const call =
      keyword === '#set'
        ? /^\s+document(?=\()/.exec(rest)
        : keyword === '#show'
          ? /^:\s*(?:\(?[\p{L}_][\p{L}\p{N}_-]*\)?\s*=>\s*)?\{?\s*[\p{L}_][\p{L}\p{N}_.-]*(?=\()/u.exec(rest)
          : null;
    if (call) this.calls.push({ kind: keyword, open: from + call[0].length });
  }

  #match(expression: RegExp, at: number): RegExpExecArray | null {
    expression.lastIndex = at;
    return expression.exec(this.#source);
  }
}
