/** A part of a text: from its first offset up to, not including, its second, in UTF-16 units. */
export type Range = [number, number];

/** A match of one of many patterns, and what is known about that pattern. */
export interface Hit<T> {
  start: number;
  end: number;
  of: T;
}

interface Entry<T> {
  pattern: RegExp;
  of: T;
  /** What the third character may be; null for anything. */
  thirds: Set<number> | null;
}

/**
 * Finds many patterns in one pass: each begins with one of a few characters, so the next two characters tell which
 * patterns can match. One large alternation takes ten times as long, because it tries all of them at every position.
 */
export class PatternIndex<T> {
  readonly #entries = new Map<number, Entry<T>[]>();
  /** For two characters: 0 if nothing begins with them, `BY_THIRD` if the third character decides, else `ANY_THIRD`. */
  readonly #starts = new Uint8Array(1 << 16);
  /** 1 for three characters that something begins with. */
  readonly #triples = new Uint8Array(1 << 18);

  /**
   * @param lists sources of regular expressions, each with data about its matches; earlier lists take precedence
   * @param flags `u`, `i` or both
   */
  constructor(lists: { sources: readonly string[]; of: T }[], flags: string) {
    for (const { sources, of } of lists) {
      const byStart = new Map<number, { sources: Set<string>; thirds: Set<number> | null }>();
      for (const source of sources.flatMap(alternatives)) {
        const starts = [...startsOf(source, 3)].flatMap((start) => (flags.includes('i') ? cases(start) : [start]));
        for (const start of starts) {
          const key = keyOf(start.charCodeAt(0), start.charCodeAt(1));
          const known = byStart.get(key) ?? { sources: new Set(), thirds: new Set() };
          known.sources.add(source);
          if (start.length < 3) known.thirds = null;
          known.thirds?.add(start.charCodeAt(2));
          byStart.set(key, known);
        }
      }
      for (const [key, { sources, thirds }] of byStart) {
        const pattern = new RegExp([...sources].join('|'), `y${flags}`);
        this.#entries.set(key, [...(this.#entries.get(key) ?? []), { pattern, of, thirds }]);
        const [first, second] = [Math.floor(key / 0x10000), key % 0x10000];
        const slot = slotOf(first, second);
        this.#starts[slot] = Math.max(this.#starts[slot]!, thirds === null ? ANY_THIRD : BY_THIRD);
        for (const third of thirds ?? []) this.#triples[tripleOf(first, second, third)] = 1;
      }
    }
  }

  /** In the order of the text; none overlap. */
  hits(text: string): Hit<T>[] {
    const found: Hit<T>[] = [];
    const starts = this.#starts;
    const triples = this.#triples;
    let first = 0;
    let second = text.charCodeAt(0);
    for (let i = 1; i < text.length; i++) {
      first = second;
      second = text.charCodeAt(i);
      const start = starts[slotOf(first, second)];
      if (start === 0) continue;
      const third = text.charCodeAt(i + 1);
      if (start === BY_THIRD && triples[tripleOf(first, second, third)] === 0) continue;
      const hit = this.#hitAt(text, i - 1, third);
      if (!hit) continue;
      found.push(hit);
      i = hit.end;
      second = text.charCodeAt(i);
    }
    return found;
  }

  #hitAt(text: string, at: number, third: number): Hit<T> | undefined {
    for (const { pattern, of, thirds } of this.#entries.get(keyOf(text.charCodeAt(at), text.charCodeAt(at + 1))) ??
      []) {
      if (thirds !== null && !thirds.has(third)) continue;
      pattern.lastIndex = at;
      if (pattern.test(text)) return { start: at, end: pattern.lastIndex, of };
    }
    return undefined;
  }
}

const BY_THIRD = 1;
const ANY_THIRD = 2;

function keyOf(first: number, second: number): number {
  return first * 0x10000 + second;
}

/** 32-bit integers, because it is asked at every character. */
function slotOf(first: number, second: number): number {
  return ((first << 7) ^ second) & 0xffff;
}

function tripleOf(first: number, second: number, third: number): number {
  return ((first << 11) ^ (second << 6) ^ third) & 0x3ffff;
}

/** A beginning in lower and upper case, each letter on its own; except where case changes the length. */
function cases(start: string): string[] {
  let found = [''];
  for (const char of start) {
    const forms = new Set([char, char.toLowerCase(), char.toUpperCase()]);
    found = found.flatMap((begun) =>
      [...forms].filter(({ length }) => length === char.length).map((form) => begun + form),
    );
  }
  return found;
}

/** The alternatives of a source that are outside its groups. */
function alternatives(source: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const piece of source.match(PIECE) ?? []) {
    if (piece.startsWith('(')) depth++;
    if (piece === ')') depth--;
    if (piece === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

const PIECE =
  /\\[pP]\{[^}]*\}|\\u[\da-fA-F]{4}|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]))?|\{\d+(?:,\d*)?\}|[\s\S]/gu;

/** The first `length` characters that a match may have; only for a sequence of characters, sets and groups. */
function startsOf(source: string, length: number): Set<string> {
  const pieces = source.match(PIECE) ?? [];
  let found = new Set(['']);
  for (let i = 0; i < pieces.length; i++) {
    if ([...found].every((start) => start.length >= length)) return found;
    const piece = pieces[i]!;
    let options: Set<string>;
    if (piece.startsWith('(')) {
      const from = i + 1;
      for (let depth = 1; depth > 0; ) {
        i++;
        if (pieces[i]!.startsWith('(')) depth++;
        if (pieces[i] === ')') depth--;
      }
      if (piece !== '(?:') continue;
      options = new Set(alternatives(pieces.slice(from, i).join('')).flatMap((part) => [...startsOf(part, length)]));
    } else options = setOf(piece);
    const quantifier = pieces[i + 1];
    if (quantifier === '?' || quantifier === '*') options.add('');
    const times = quantifier === '+' ? 2 : Number(/^\{(\d+)/.exec(quantifier ?? '')?.[1] ?? 1);
    if (quantifier && /^(?:[?*+]|\{)/.test(quantifier)) i++;
    for (let n = 0; n < Math.min(times, length); n++) {
      found = new Set(
        [...found].flatMap((start) =>
          start.length >= length ? [start] : [...options].map((more) => (start + more).slice(0, length)),
        ),
      );
    }
  }
  return found;
}

/** The characters that one piece of a source matches. */
function setOf(piece: string): Set<string> {
  if (piece === '\\d') return new Set('0123456789');
  if (piece === '\\w') return setOf('[A-Za-z0-9_]');
  if (/^\\[pP]/.test(piece)) return new Set('abcdefghijklmnopqrstuvwxyz');
  if (piece.startsWith('\\')) return new Set([piece.slice(1)]);
  if (!piece.startsWith('[')) return new Set([piece]);
  const chars = new Set<string>();
  for (const part of piece.slice(1, -1).match(/\\.|[^\\]-[^\\]|[^\\]/gu) ?? []) {
    if (part.length === 3)
      for (let code = part.charCodeAt(0); code <= part.charCodeAt(2); code++) chars.add(String.fromCharCode(code));
    else for (const char of part.startsWith('\\') ? setOf(part) : [part]) chars.add(char);
  }
  return chars;
}
