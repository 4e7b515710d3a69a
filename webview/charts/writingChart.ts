import * as l10n from '@vscode/l10n';
import type { WritingMonth } from '../../src/core/history/store/itemCounts.ts';
import { el, svg, table } from '../dom.ts';
import { counted, whole } from '../numbers.ts';
import { disclosure, type Page } from '../page.ts';
import { barsOf } from './bars.ts';

/** The picture is stretched to the page's width; its text is next to it, and so stays text. */
const FRAME = { width: 280, height: 56, left: 0, bottom: 1 };

/** Words by month or year, as a picture and as a table; null if there is nothing to compare. */
export function writingChart(months: WritingMonth[], page: Page): HTMLElement | null {
  const bars = barsOf(months);
  if (bars.length < 2) return null;
  const { width, height, left, bottom } = FRAME;
  const most = bars.reduce((a, b) => (b.words > a.words ? b : a));
  const step = (width - left - 2) / bars.length;
  const shapes = bars.map(({ words }, at) => {
    const tall = (words / (most.words || 1)) * (height - bottom - 2);
    return svg('rect', {
      class: 'bar',
      x: (left + at * step + step * 0.1).toFixed(1),
      y: (height - bottom - tall).toFixed(1),
      width: (step * 0.8).toFixed(1),
      height: tall.toFixed(1),
    });
  });
  const [first, last] = [bars[0], bars.at(-1)!];
  const mostWords = counted(most.words, l10n.t('word'), l10n.t('words'));
  const label = l10n.t('Words from {0} to {1}; most in {2}: {3}', first.label, last.label, most.label, mostWords);
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    ...shapes,
    svg('path', { class: 'axis', d: `M${left} ${height - bottom}H${width - 2}` }),
  );
  const undated = months.find(({ month }) => month === null)?.items ?? 0;
  const rows = bars.map((bar) => [bar.label, whole(bar.items), whole(bar.words)]);
  return el(
    'div',
    { class: 'chart' },
    el('h2', {}, l10n.t('Writing over time')),
    el('p', { class: 'mark' }, l10n.t('most: {0} in {1}', mostWords, most.label)),
    picture,
    el('p', { class: 'ends' }, el('span', {}, first.label), el('span', {}, last.label)),
    undated > 0
      ? el('p', { class: 'note' }, l10n.t('{0} without a date.', counted(undated, l10n.t('note'), l10n.t('notes'))))
      : null,
    disclosure(
      'months',
      l10n.t('Writing as a table'),
      page,
      table(l10n.t('Writing over time'), [l10n.t('When'), l10n.t('Notes'), l10n.t('Words')], rows),
    ),
  );
}
