import type { TextEdit } from './frontMatter.ts';

/** The lines that an edit writes, as they will stand in the document, without blank ones and fences of front matter. */
export function editedLines(text: string, { start, end, text: written }: TextEdit): string[] {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  // Text that ends in a line break leaves the line after it alone.
  const rest = written.endsWith('\n') ? '' : text.slice(end, next < 0 ? text.length : next);
  return (text.slice(from, start) + written + rest)
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && line !== '---');
}
