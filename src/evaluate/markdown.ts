/** Lines of a Markdown table; the first column is text, the others are right-aligned. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)];
}

export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3);
}

export function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(3)}`;
}

/** 0.1234 → "+12.3 %"; empty for a share of nothing. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
}
