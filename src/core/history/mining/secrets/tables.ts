import { accepted, isAssigned } from './fitting.ts';
import type { Kind } from './labels.ts';
import { valueAt } from './marked.ts';
import type { Range } from './patterns.ts';

/** So many rows of a table are looked through. */
const ROWS = 500;

export function inTableRow(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return (
    end > 0 &&
    /^[ \t]*\|?[ \t|:+-]*-{2,}[ \t|:+-]*\r?(?:\n|$)/.test(text.slice(end + 1, end + 400)) &&
    text.slice(start, end).includes('|')
  );
}

/** The values of a column that a label heads. */
export function inColumn(text: string, at: number, kind: Kind): Range[] {
  const found: Range[] = [];
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const column = text.slice(start, at).split('|').length;
  let line = text.indexOf('\n', text.indexOf('\n', at) + 1) + 1;
  for (let row = 0; row < ROWS && line > 0; row++) {
    const end = text.indexOf('\n', line);
    const content = text.slice(line, end < 0 ? text.length : end);
    if (!content.includes('|')) break;
    const cells = content.split('|');
    const before = cells.slice(0, column - 1).join('|').length + (column > 1 ? 1 : 0);
    const cell = cells[column - 1];
    if (cell !== undefined && cell.trim() !== '') {
      const lead = cell.length - cell.trimStart().length;
      const value = valueAt(content, before + lead, line);
      const whole = value && (value.quoted || !/\s/.test(cell.trim()));
      const range = whole ? accepted(value, { kind, tight: false, alone: true }, isAssigned) : undefined;
      if (range) found.push(range);
    }
    line = end < 0 ? 0 : end + 1;
  }
  return found;
}
