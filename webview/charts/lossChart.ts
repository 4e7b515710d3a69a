import * as l10n from '@vscode/l10n';
import type { LossPoint } from '../../src/extension/state.ts';
import { el, svg, table } from '../dom.ts';
import { decimal } from '../numbers.ts';
import { disclosure, type Page } from '../page.ts';
import { layOut, spread } from './curves.ts';

/** The picture is stretched to the page's width; its text is next to it, and so stays text. */
const FRAME = { width: 280, height: 90, left: 1, bottom: 1 };
const TABLE_ROWS = 20;

/** The loss curves under their heading, as a picture and, for those who cannot see it, as a table. */
export function lossChart(losses: LossPoint[], heldout: LossPoint[], page: Page): HTMLElement {
  const { width, height, left, bottom } = FRAME;
  // A single point is not a curve, and would only stretch the frame.
  const { points, ...ends } = layOut([losses, heldout.length > 1 ? heldout : []], FRAME);
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': inWords(losses, heldout),
    },
    svg('path', { class: 'axis', d: `M${left} 2V${height - bottom}H${width - 2}` }),
    svg('polyline', { class: 'curve', points: points[0] }),
    svg('polyline', { class: 'curve kept', points: points[1] }),
  );
  return el(
    'div',
    { class: 'chart' },
    el('h3', {}, l10n.t('Loss while learning')),
    el('p', { class: 'mark' }, decimal(ends.maxLoss, 2)),
    picture,
    el(
      'p',
      { class: 'ends' },
      el('span', {}, l10n.t('{0}; step {1}', decimal(ends.minLoss, 2), ends.firstStep)),
      el('span', {}, String(ends.lastStep)),
    ),
    heldout.length > 1 ? legend() : null,
    disclosure('loss', l10n.t('Loss as a table'), page, ...tables(losses, heldout)),
  );
}

function inWords(losses: LossPoint[], heldout: LossPoint[]): string {
  const [first, last] = [losses[0], losses.at(-1)!];
  const said = l10n.t(
    'Loss from {0} at step {1} to {2} at step {3}',
    decimal(first.loss, 2),
    first.step,
    decimal(last.loss, 2),
    last.step,
  );
  if (heldout.length < 2) return said;
  const kept = l10n.t(
    'on held-out notes from {0} to {1}',
    decimal(heldout[0].loss, 2),
    decimal(heldout.at(-1)!.loss, 2),
  );
  return `${said}; ${kept}`;
}

function legend(): HTMLElement {
  const entry = (className: string, label: string) =>
    el(
      'span',
      { class: 'fact' },
      svg(
        'svg',
        { class: 'key', viewBox: '0 0 18 4', 'aria-hidden': 'true' },
        svg('path', { class: className, d: 'M0 2H18' }),
      ),
      label,
    );
  return el(
    'p',
    { class: 'note' },
    entry('curve', l10n.t('notes being learned')),
    ' ',
    entry('curve kept', l10n.t('held-out notes')),
  );
}

function tables(losses: LossPoint[], heldout: LossPoint[]): HTMLElement[] {
  const head = [l10n.t('Step'), l10n.t('Loss (nats per token)')];
  const rows = (points: LossPoint[]) =>
    spread(points, TABLE_ROWS).map(({ step, loss }) => [String(step), decimal(loss, 3)]);
  const learned = table(l10n.t('Loss on notes being learned'), head, rows(losses));
  if (heldout.length === 0) return [learned];
  return [learned, table(l10n.t('Loss on held-out notes'), head, rows(heldout))];
}
