/** How a stretch of Typst is read; a statement is code that ends with its line. */
type Mode = 'markup' | 'code' | 'statement';

interface Open {
  at: number;
  mode: Mode;
}

/** An argument of a call: its name, and where its value is, without comments before it. */
export interface Argument {
  name: string | null;
  start: number;
  end: number;
}

/** Brackets nested deeper than this are not followed. */
const MAX_DEPTH = 200;
/** Longer stretches are not taken for a formula. */
const MAX_MATH = 4_000;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const RAW = /`+/y;
const KEYWORD = /#(?:let|set|show|import|include|return)\b/y;
const NAME = /#[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}_][\p{L}\p{N}_-]*)*/uy;
const ADDRESS = /https?:\/\/[^\s\]"<>]*/y;
/** A statement continues on the next line after one of these. */
const GOES_ON = /(?:[=+,:(]|=>|\band|\bor|\bin)[ \t]*$/;

/**
 * Finds where strings, comments, code, formulas and brackets of Typst end: brackets contain markup (`[`) or code (`(`,
 * `{`), and what closes one is an ordinary sign in the other. Every bracket is followed once.
 */
export class TypstScan {
  readonly source: string;
  /** The closing bracket of each opening one found so far, −1 if there is none. */
  readonly #closing = new Map<number, number>();
  /** Marks that were searched for to the end without success. */
  readonly #missing = new Set<string>();
  /** Characters that may still be scanned, so that unclosed brackets are not scanned again and again. */
  #budget: number;

  constructor(source: string) {
    this.source = source;
    this.#budget = 1_000 + 20 * source.length;
  }

  /** The position of the bracket that closes the one at `open`, or −1. */
  closing(open: number): number {
    const known = this.#closing.get(open);
    if (known !== undefined) return known;
    const stack: Open[] = [{ at: open, mode: this.source[open] === '[' ? 'markup' : 'code' }];
    let at = open + 1;
    while (stack.length > 0 && at < this.source.length && this.#budget > 0) {
      const next = this.#step(at, stack);
      this.#budget -= next - at;
      at = next;
    }
    for (const { at: unclosed } of stack) this.#closing.set(unclosed, -1);
    return this.#closing.get(open) ?? -1;
  }

  /** The end of the statement at `at`: the end of its line, a semicolon, or the bracket around it. */
  statementEnd(at: number): number {
    const { source } = this;
    for (let i = at; i < source.length; ) {
      const char = source[i]!;
      if (char === ';') return i + 1;
      if (char === ')' || char === ']' || char === '}') return i;
      if (char === '\n' && !GOES_ON.test(source.slice(Math.max(at, i - 40), i))) return i;
      if ('([{'.includes(char)) {
        const close = this.closing(i);
        if (close < 0) return this.paragraphEnd(i);
        i = close + 1;
      } else i = this.passOver(i) ?? i + 1;
    }
    return source.length;
  }

  paragraphEnd(at: number): number {
    const blank = this.source.indexOf('\n\n', at);
    return blank < 0 ? this.source.length : blank;
  }

  /** The arguments between the brackets of a call. */
  argumentsOf(open: number): Argument[] {
    const close = this.closing(open);
    const end = close < 0 ? this.paragraphEnd(open) : close;
    const found: Argument[] = [];
    let from = open + 1;
    for (let i = from; i <= end && found.length < 200; ) {
      const char = this.source[i];
      if (i === end || char === ',') {
        const head = /^(?:\s|\/\/[^\n]*\n)*(?:([\p{L}_][\p{L}\p{N}_-]*)[ \t]*:\s*)?/u.exec(this.source.slice(from, i))!;
        found.push({ name: head[1] ?? null, start: from + head[0].length, end: i });
        from = ++i;
      } else if (char !== undefined && '([{'.includes(char)) i = Math.max(i, this.closing(i)) + 1;
      else i = this.passOver(i) ?? i + 1;
    }
    return found;
  }

  /** The end of the string, comment, raw text or formula that begins here in code; undefined if none does. */
  passOver(at: number): number | undefined {
    const char = this.source[at];
    if (char === '"') return this.#match(STRING, at)?.end;
    return this.#passOverAnywhere(at);
  }

  /** The end of the escape, raw text, comment, formula or address that begins here in markup; undefined if none does. */
  passOverInMarkup(at: number): number | undefined {
    if (this.source[at] === '\\') return at + 2;
    return this.#match(ADDRESS, at)?.end ?? this.#passOverAnywhere(at);
  }

  #passOverAnywhere(at: number): number | undefined {
    const { source } = this;
    const char = source[at];
    if (char === '`') return this.#endOfRaw(at);
    if (char === '$') return this.#endOfMath(at);
    if (char !== '/') return undefined;
    if (source[at + 1] === '/') {
      const newline = source.indexOf('\n', at);
      return newline < 0 ? source.length : newline;
    }
    return source[at + 1] === '*' ? this.#endOfComment(at) : undefined;
  }

  /** Follows brackets for one step. @returns where to continue */
  #step(at: number, stack: Open[]): number {
    const { source } = this;
    const { mode } = stack.at(-1)!;
    const char = source[at]!;
    if (char === '\n' && mode === 'statement' && !GOES_ON.test(source.slice(Math.max(0, at - 40), at))) {
      stack.pop();
      return at + 1;
    }
    const over = mode === 'markup' ? this.passOverInMarkup(at) : this.passOver(at);
    if (over !== undefined) return over;
    if (char === '[' || (mode !== 'markup' && (char === '(' || char === '{'))) {
      if (stack.length < MAX_DEPTH) stack.push({ at, mode: char === '[' ? 'markup' : 'code' });
      return at + 1;
    }
    if (char === ']' || (mode !== 'markup' && (char === ')' || char === '}'))) {
      // A statement ends with the bracket around it.
      if (mode === 'statement') stack.pop();
      const open = stack.at(-1);
      if (!open || PAIRS[source[open.at]!] !== char) return at + 1;
      stack.pop();
      this.#closing.set(open.at, at);
      return mode === 'statement' || source[at + 1] !== '(' || stack.at(-1)?.mode !== 'markup'
        ? at + 1
        : this.#openCall(at + 1, stack);
    }
    if (char !== '#' || mode !== 'markup') return at + 1;
    const keyword = this.#match(KEYWORD, at);
    if (keyword && stack.length < MAX_DEPTH) {
      stack.push({ at: -1, mode: 'statement' });
      return keyword.end;
    }
    const end = this.#match(NAME, at)?.end ?? at + 1;
    return source[end] === '(' || source[end] === '{' ? this.#openCall(end, stack) : end;
  }

  #openCall(at: number, stack: Open[]): number {
    if (stack.length < MAX_DEPTH) stack.push({ at, mode: 'code' });
    return at + 1;
  }

  #match(expression: RegExp, at: number): { end: number } | null {
    expression.lastIndex = at;
    return expression.test(this.source) ? { end: expression.lastIndex } : null;
  }

  #endOfRaw(at: number): number {
    RAW.lastIndex = at;
    const [mark] = RAW.exec(this.source)!;
    const end = at + mark.length;
    // Two of them are an empty code span.
    const close = mark.length === 2 || this.#missing.has(mark) ? -1 : this.source.indexOf(mark, end);
    if (close < 0) this.#missing.add(mark);
    return close < 0 ? end : close + mark.length;
  }

  /** Comments can be nested. */
  #endOfComment(at: number): number | undefined {
    if (this.#missing.has('*/')) return undefined;
    let depth = 0;
    const mark = /\/\*|\*\//g;
    mark.lastIndex = at;
    for (let match = mark.exec(this.source); match; match = mark.exec(this.source)) {
      depth += match[0] === '/*' ? 1 : -1;
      if (depth === 0) return mark.lastIndex;
    }
    this.#missing.add('*/');
    return undefined;
  }

  /** A dollar sign swallows the paragraphs below only if it and the closing one are alone on their lines. */
  #endOfMath(at: number): number | undefined {
    const { source } = this;
    const alone = /(?:^|\n)[ \t]*$/.test(source.slice(Math.max(0, at - 40), at)) && /\s/.test(source[at + 1] ?? '');
    let blank = false;
    for (let i = at + 1; i < Math.min(source.length, at + MAX_MATH); i++) {
      const char = source[i]!;
      if (char === '\\') i++;
      else if (char === '"') i = (this.#match(STRING, i)?.end ?? i + 1) - 1;
      else if (char === '$')
        return !blank || /^[ \t.,;]*(?:<[^<>\s]*>[ \t]*)?(?:\n|$)/.test(source.slice(i + 1, i + 80))
          ? i + 1
          : undefined;
      else if (char === '\n' && source[i + 1] === '\n') {
        if (!alone) return undefined;
        blank = true;
      }
    }
    return undefined;
  }
}

const PAIRS: Record<string, string> = { '[': ']', '(': ')', '{': '}' };
