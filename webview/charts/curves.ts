/** Geometry of loss curves, separate from the page so that it can be tested. */
import type { LossPoint } from '../../src/extension/state.ts';

export interface Frame {
  width: number;
  height: number;
  /** Room for the numbers at the left and below. */
  left: number;
  bottom: number;
}

export interface Curves {
  /** For the `points` attribute of a polyline, one per curve. */
  points: string[];
  minLoss: number;
  maxLoss: number;
  firstStep: number;
  lastStep: number;
}

/** Fits curves, the first of at least one point, into one frame: steps to the right, greater losses higher. */
export function layOut(curves: LossPoint[][], { width, height, left, bottom }: Frame): Curves {
  const all = curves.flat();
  const losses = all.map(({ loss }) => loss);
  const minLoss = Math.min(...losses);
  const maxLoss = Math.max(...losses);
  const steps = all.map(({ step }) => step);
  const firstStep = Math.min(...steps);
  const lastStep = Math.max(...steps);
  const across = (step: number) => left + ((step - firstStep) / (lastStep - firstStep || 1)) * (width - left - 2);
  const down = (loss: number) => 4 + ((maxLoss - loss) / (maxLoss - minLoss || 1)) * (height - bottom - 8);
  const laid = (points: LossPoint[]) =>
    points.map(({ step, loss }) => `${across(step).toFixed(1)},${down(loss).toFixed(1)}`).join(' ');
  return { points: curves.map(laid), minLoss, maxLoss, firstStep, lastStep };
}

/** At most `most` points, evenly spread, including the first and the last. */
export function spread(points: LossPoint[], most: number): LossPoint[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, at) => points[Math.round((at * (points.length - 1)) / (most - 1))]);
}
