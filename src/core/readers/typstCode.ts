/** The end of longer calls is not searched for. */
const MAX_CALL = 4_000;
const MAX_MATH = 4_000;
const STRING = /^"(?:[^"\\\n]|\\.)*"/;
/** Beginnings of things that are not prose, or that hide such beginnings. */
const SPECIAL =
  /\\[\s\S]|`+|\/\/|\/\*|https?:\/\/|\$|#(?:(?:let|set|show|import|include)\b|[\p{L}_][\p{L}\p{N}_.-]*\(|\()/gu;

/**
 * Typst without comments, blocks of code and formulas; one that only looks like them, in an address, a string or code,
 * stays.
 */
export function withoutComments(code: string): string {
  const special = new RegExp(SPECIAL);
  let out = '';
  let from = 0;
  const missing = new Set<string>();
  for (let match = special.exec(code); match; match = special.exec(code)) {
    const [mark] = match;
    const start = match.index;
    let end = special.lastIndex;
    let cut = false;
    if (mark.startsWith('`')) {
      // Two of them are code with nothing in it.
      const close = mark.length === 2 || missing.has(mark) ? -1 : code.indexOf(mark, end);
      if (close < 0) missing.add(mark);
      else end = close + mark.length;
      cut = close >= 0 && mark.length > 2;
    } else if (mark === '//') {
      const newline = code.indexOf('\n', end);
      end = newline < 0 ? code.length : newline;
      cut = true;
    } else if (mark === '/*') {
      const close = missing.has(mark) ? -1 : endOfComment(code, end);
      if (close < 0) missing.add(mark);
      else end = close;
      cut = close >= 0;
    } else if (mark.endsWith('://')) {
      end += /^[^\s\]"<>]*/.exec(code.slice(end, end + 2_000))![0].length;
    } else if (mark === '$') {
      const close = endOfMath(code, end);
      if (close >= 0) end = close;
      cut = close >= 0;
    } else if (mark.startsWith('#')) {
      end = mark.endsWith('(') ? endOfCall(code, end) : endOfStatement(code, end);
    }
    if (cut) {
      out += code.slice(from, start);
      from = end;
    }
    special.lastIndex = end;
  }
  return out + code.slice(from);
}

/** Comments can be nested. */
function endOfComment(code: string, at: number): number {
  let depth = 1;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  for (let match = mark.exec(code); match; match = mark.exec(code)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

function endOfMath(code: string, at: number): number {
  for (let i = at; i < Math.min(code.length, at + MAX_MATH); i++) {
    const char = code[i]!;
    if (char === '\\') i++;
    else if (char === '"') i = endOfString(code, i);
    else if (char === '$') return i + 1;
    // A dollar sign that is never closed does not swallow the paragraphs below.
    else if (char === '\n' && code[i + 1] === '\n') return -1;
  }
  return -1;
}

/** Where brackets opened before `at` are closed, or the end of the paragraph if they are not. */
export function endOfCall(code: string, at: number): number {
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
export function endOfStatement(code: string, at: number): number {
  for (let i = at; i < code.length; i++) {
    const char = code[i]!;
    if (char === '\n') return i;
    if (char === '"') i = endOfString(code, i);
    else if ('([{'.includes(char)) i = endOfCall(code, i + 1) - 1;
  }
  return code.length;
}

/** The position of the closing quotation mark. */
function endOfString(code: string, at: number): number {
  const match = STRING.exec(code.slice(at, at + 2000));
  return at + (match?.[0].length ?? 1) - 1;
}

/** The named arguments of a call, as written. @param start after its opening bracket */
export function namedArguments(code: string, start: number): Map<string, string> {
  const end = endOfCall(code, start) - 1;
  const found = new Map<string, string>();
  let from = start;
  for (let i = start; i <= end; i++) {
    const char = code[i];
    if (i < end && char === '"') i = endOfString(code, i);
    else if (i < end && char !== undefined && '([{'.includes(char)) i = endOfCall(code, i + 1) - 1;
    else if (i >= end || char === ',') {
      const named = /^\s*(?:\/\/[^\n]*\n\s*)*([\p{L}_][\p{L}\p{N}_-]*)\s*:\s*([\s\S]*?)\s*$/u.exec(code.slice(from, i));
      if (named && !found.has(named[1]!)) found.set(named[1]!, named[2]!);
      from = i + 1;
    }
  }
  return found;
}
