import { frontMatterEnd, TAGS_KEY } from './headLines.ts';

/** The tag at the cursor in a document's front matter. */
export interface TagsPlace {
  /** Columns of the text typed so far, including quotes. */
  start: number;
  end: number;
  /** How the tags are written: `[a, b]`, one per line, or `a, b`. */
  style: 'flow' | 'block' | 'scalar';
  /** The quote that it begins with. */
  quote: '' | '"' | "'";
  /** The other tags there are. */
  present: string[];
}

const KEY = /^[^\s#[\]{}"'-][^:#]*:(?=\s|$)/;
const ITEM = /^(\s*-)(\s*)/;
/** Looks like a line of front matter that nobody has closed yet. */
const YAML_LINE = /^(?:\s*$|\s*#|\s*-(?:\s|$)|\s|[^\s:]+\s*:(?:\s|$))/;

/**
 * Finds the tag that is being typed under `tags` or `keywords`. The front matter may still be broken YAML without an
 * end, so this goes line by line.
 * @returns null if the cursor is not at a tag
 */
export function tagsPlaceAt(lines: readonly string[], line: number, column: number): TagsPlace | null {
  const end = frontMatterEnd(lines) ?? openEnd(lines, line);
  if (end === null || line === 0 || line >= end) return null;
  const key = keyLine(lines, line);
  if (key === null) return null;
  const valueStart = lines[key].indexOf(':') + 1;
  if (line === key && column < valueStart) return null;
  const value = lines[key].slice(valueStart);
  const lead = value.length - value.trimStart().length;
  const first = value.trimStart()[0] ?? '';
  if (first === '[') return flowPlace(lines, { line: key, column: valueStart + lead + 1 }, line, column, end);
  if (first === '' || first === '#') {
    if (line > key) return blockPlace(lines, key, line, column, end);
    const comment = first === '#' && column > valueStart + lead - 1;
    return comment ? null : tagAt(lines[line], column, valueStart, column, 'scalar', []);
  }
  return line === key && !/[&*!|>{]/.test(first) ? scalarPlace(lines[line], valueStart + lead, column) : null;
}

/** If nothing closes the front matter, it extends to the cursor, provided that every line up to there looks like it. */
function openEnd(lines: readonly string[], line: number): number | null {
  if (!/^\uFEFF?---[ \t]*$/.test(lines[0] ?? '')) return null;
  return lines.slice(1, line + 1).every((each) => YAML_LINE.test(each)) ? line + 1 : null;
}

function keyLine(lines: readonly string[], line: number): number | null {
  for (let at = line; at > 0; at--) {
    if (TAGS_KEY.test(lines[at])) return at;
    if (KEY.test(lines[at])) return null;
  }
  return null;
}

function flowPlace(
  lines: readonly string[],
  open: { line: number; column: number },
  line: number,
  column: number,
  end: number,
): TagsPlace | null {
  if (line === open.line && column < open.column) return null;
  const present: string[] = [];
  let found: TagsPlace | null = null;
  for (let at = open.line; at < end; at++) {
    const from = at === open.line ? open.column : 0;
    const { items, closed, commentAt } = splitItems(lines[at], from, '],');
    if (at === line && column > commentAt) return null;
    for (const item of items) {
      if (at === line && found === null && column >= item.from && column <= item.to) {
        found = tagAt(lines[at], column, item.from, item.to, 'flow', present);
      } else if (item.text !== '') present.push(item.text);
    }
    if (closed) break;
  }
  return found;
}

function blockPlace(
  lines: readonly string[],
  key: number,
  line: number,
  column: number,
  end: number,
): TagsPlace | null {
  const mark = ITEM.exec(lines[line]);
  if (!mark || column < mark[1].length) return null;
  const present: string[] = [];
  for (let at = key + 1; at < end && !KEY.test(lines[at]); at++) {
    const item = ITEM.exec(lines[at]);
    if (!item || at === line) continue;
    const text = splitItems(lines[at], item[0].length, '').items[0]?.text ?? '';
    if (text !== '') present.push(text);
  }
  const { items, commentAt } = splitItems(lines[line], mark[1].length, '');
  if (column > commentAt) return null;
  return tagAt(lines[line], column, mark[1].length, items[0]?.to ?? column, 'block', present);
}

function scalarPlace(line: string, start: number, column: number): TagsPlace | null {
  const quote = /["']/.test(line[start]) ? line[start] : '';
  const closing = quote === '' ? -1 : line.indexOf(quote, start + 1);
  const text = closing < 0 ? line : line.slice(0, closing);
  const { items, commentAt } = splitItems(text, start + quote.length, ',', quote !== '');
  if (column > commentAt) return null;
  const at = items.findIndex(({ from, to }) => column >= from && column <= to);
  if (at < 0) return null;
  const present = items.filter((item, i) => i !== at && item.text !== '').map((item) => item.text);
  // Inside a quoted list no tag has quotes of its own.
  return { ...tagAt(text, column, items[at].from, items[at].to, 'scalar', present), quote: '' };
}

interface Item {
  /** Columns from after one comma to before the next. */
  from: number;
  to: number;
  text: string;
}

/** Splits a line at the commas outside quotes; a comment ends it, and so does `]` if that is among the marks. */
function splitItems(
  line: string,
  from: number,
  marks: string,
  quoted = false,
): { items: Item[]; closed: boolean; commentAt: number } {
  const items: Item[] = [];
  let start = from;
  let quote = '';
  const add = (to: number) => items.push({ from: start, to, text: unquoted(line.slice(start, to)) });
  for (let at = from; at < line.length; at++) {
    const character = line[at];
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (!quoted && (character === '"' || character === "'") && line.slice(start, at).trim() === '') {
      quote = character;
    } else if (!quoted && character === '#' && /\s/.test(line[at - 1] ?? ' ')) {
      add(at);
      return { items, closed: false, commentAt: at };
    } else if (character === ']' && marks.includes(']')) {
      add(at);
      return { items, closed: true, commentAt: Number.POSITIVE_INFINITY };
    } else if (character === ',' && marks.includes(',')) {
      add(at);
      start = at + 1;
    }
  }
  add(line.length);
  return { items, closed: false, commentAt: Number.POSITIVE_INFINITY };
}

function tagAt(
  line: string,
  column: number,
  from: number,
  to: number,
  style: TagsPlace['style'],
  present: string[],
): TagsPlace {
  const written = line.slice(from, to);
  const start = Math.min(column, from + written.length - written.trimStart().length);
  const end = Math.max(column, from + written.trimEnd().length);
  const first = line[start] ?? '';
  return { start, end, style, quote: first === '"' || first === "'" ? first : '', present };
}

function unquoted(text: string): string {
  const bare = text.trim();
  return /^(["']).*\1$/.test(bare) && bare.length > 1 ? bare.slice(1, -1) : bare;
}
