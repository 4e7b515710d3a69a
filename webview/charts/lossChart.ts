import * as l10n from '@vscode/l10n';
import type { LossPoint } from '../../src/extension/state.ts';
import { el, svg, table } from '../dom.ts';
import { disclosure, type Page } from '../page.ts';
import { layOut, spread } from './curves.ts';

const FRAME = { width: 280, height: 120, left: 34, bottom: 16 };
const TABLE_ROWS = 20;

/** The loss curves under their heading, as a picture and, for who does not see it, as a table. */
export function lossChart(losses: LossPoint[], heldout: LossPoint[], page: Page): HTMLElement {
  const { width, height, left, bottom } = FRAME;
  // A single point is no curve, and would only stretch the frame.
  const { points, ...ends } = layOut([losses, heldout.length > 1 ? heldout : []], FRAME);
  const text = (content: string, x: number, y: number, anchor: string) =>
    svg('text', { x: String(x), y: String(y), 'text-anchor': anchor }, content);
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': inWords(losses, heldout) },
    svg('path', { class: 'axis', d: `M${left} 2V${height - bottom}H${width - 2}` }),
    svg('polyline', { class: 'curve', points: points[0] }),
    svg('polyline', { class: 'curve kept', points: points[1] }),
    text(ends.maxLoss.toFixed(2), left - 4, 10, 'end'),
    text(ends.minLoss.toFixed(2), left - 4, height - bottom - 2, 'end'),
    text(l10n.t('step {0}', ends.firstStep), left, height - 3, 'start'),
    text(String(ends.lastStep), width - 2, height - 3, 'end'),
  );
  return el(
    'div',
    { class: 'chart' },
    el('h3', {}, l10n.t('Loss while training')),
    picture,
    heldout.length > 1 ? legend() : null,
    disclosure('loss', l10n.t('Loss as a table'), page, ...tables(losses, heldout)),
  );
}

function inWords(losses: LossPoint[], heldout: LossPoint[]): string {
  const [first, last] = [losses[0], losses.at(-1)!];
  const said = l10n.t(
    'Training loss from {0} at step {1} to {2} at step {3}',
    first.loss.toFixed(2),
    first.step,
    last.loss.toFixed(2),
    last.step,
  );
  if (heldout.length < 2) return said;
  const kept = l10n.t(
    'on writing kept aside from {0} to {1}',
    heldout[0].loss.toFixed(2),
    heldout.at(-1)!.loss.toFixed(2),
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
    entry('curve', l10n.t('what is learnt')),
    ' ',
    entry('curve kept', l10n.t('writing kept aside')),
  );
}

function tables(losses: LossPoint[], heldout: LossPoint[]): HTMLElement[] {
  const head = [l10n.t('Step'), l10n.t('Loss (nats a token)')];
  const rows = (points: LossPoint[]) =>
    spread(points, TABLE_ROWS).map(({ step, loss }) => [String(step), loss.toFixed(3)]);
  const learnt = table(l10n.t('Training loss'), head, rows(losses));
  if (heldout.length === 0) return [learnt];
  return [learnt, table(l10n.t('Loss on writing kept aside'), head, rows(heldout))];
}
