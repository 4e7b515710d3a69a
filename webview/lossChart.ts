import * as l10n from '@vscode/l10n';
import type { LossPoint } from '../src/extension/state.ts';
import { layOut, spread } from './chart.ts';
import { el, svg, table } from './dom.ts';

const FRAME = { width: 280, height: 120, left: 34, bottom: 16 };
const TABLE_ROWS = 20;

/** The loss curve under its heading, as a picture and, for who does not see it, as a table. */
export function lossChart(points: LossPoint[], open: boolean, onToggle: (open: boolean) => void): HTMLElement {
  const { width, height, left, bottom } = FRAME;
  const curve = layOut(points, FRAME);
  const first = points[0].loss.toFixed(2);
  const last = points.at(-1)!.loss.toFixed(2);
  const text = (content: string, x: number, y: number, anchor: string) =>
    svg('text', { x: String(x), y: String(y), 'text-anchor': anchor }, content);
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': l10n.t(
        'Training loss from {0} at step {1} to {2} at step {3}',
        first,
        curve.firstStep,
        last,
        curve.lastStep,
      ),
    },
    svg('path', { class: 'axis', d: `M${left} 2V${height - bottom}H${width - 2}` }),
    svg('polyline', { class: 'curve', points: curve.points }),
    text(curve.maxLoss.toFixed(2), left - 4, 10, 'end'),
    text(curve.minLoss.toFixed(2), left - 4, height - bottom - 2, 'end'),
    text(l10n.t('step {0}', curve.firstStep), left, height - 3, 'start'),
    text(String(curve.lastStep), width - 2, height - 3, 'end'),
  );
  const rows = spread(points, TABLE_ROWS).map(({ step, loss }) => [String(step), loss.toFixed(3)]);
  const twin = el(
    'details',
    { open },
    el('summary', { 'data-focus': 'loss' }, l10n.t('Loss as a table')),
    table(l10n.t('Training loss'), [l10n.t('Step'), l10n.t('Loss (nats a token)')], rows),
  );
  twin.addEventListener('toggle', () => onToggle(twin.open));
  return el('div', { class: 'chart' }, el('h3', {}, l10n.t('Loss while training')), picture, twin);
}
