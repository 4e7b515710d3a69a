import { accepted, isAssigned } from './fitting.ts';
import type { Kind } from './labels.ts';
import { valueAt } from './marked.ts';
import type { Range } from './patterns.ts';

/** How many rows of a table are searched. */
const ROWS = 500;

/** The line below a table's headings, and the lines between the rows of a grid. */
const RULE = /^[ \t]*[|+]?[ \t|:+=-]*[-=]{2,}[ \t|:+=-]*\r?$/;

/** What separates the cells of a table in which a label heads a column; null if it heads none. */
function separatorOf(text: string, at: number): '|' | ';' | ',' | '\t' | null {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  if (end < 0) return null;
  const head = text.slice(start, end);
  const next = /^[^\n]*/.exec(text.slice(end + 1, end + 400))![0];
  if (head.includes('|')) return RULE.test(next) ? '|' : null;
  // Values separated by a mark: each heading is a name, and the next line has as many cells.
  for (const mark of [';', '\t', ','] as const) {
    const heads = head.split(mark);
    if (heads.length > 1 && heads.length === next.split(mark).length && heads.every(isHead)) return mark;
  }
  return null;
}

function isHead(cell: string): boolean {
  return /^["']?[\p{L}_][\p{L}\p{N}_ -]{0,24}["']?$/u.test(cell.trim());
}

/** The values of a column with a label as its heading. */
export function inColumn(text: string, at: number, kind: Kind): Range[] {
  const separator = separatorOf(text, at);
  if (separator === null) return [];
  const found: Range[] = [];
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const column = text.slice(start, at).split(separator).length;
  const width = text.slice(start, text.indexOf('\n', at)).split(separator).length;
  let line = text.indexOf('\n', at) + 1;
  for (let row = 0; row < ROWS && line > 0; row++) {
    const end = text.indexOf('\n', line);
    const content = text.slice(line, end < 0 ? text.length : end);
    const cells = content.split(separator);
    const rule = separator === '|' && RULE.test(content);
    if (rule) {
      line = end < 0 ? 0 : end + 1;
      continue;
    }
    if (separator === '|' ? cells.length < 2 : cells.length !== width) break;
    const before = cells.slice(0, column - 1).join(separator).length + (column > 1 ? 1 : 0);
    const cell = cells[column - 1]?.replace(/\r$/, '');
    if (cell !== undefined && cell.trim() !== '') {
      const lead = cell.length - cell.trimStart().length;
      const value = valueAt(content.slice(0, before + cell.length), before + lead, line);
      const whole = value && (value.quoted || !/\s/.test(cell.trim()));
      const range = whole ? accepted(value, { kind, tight: false, alone: separator === '|' }, isAssigned) : undefined;
      if (range) found.push(range);
    }
    line = end < 0 ? 0 : end + 1;
  }
  return found;
}
