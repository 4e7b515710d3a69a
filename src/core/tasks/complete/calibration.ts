/** A predicted probability, and whether the prediction was right. */
export interface Said {
  p: number;
  right: boolean;
  /** The prediction finishes a half-typed word. */
  half: boolean;
}

export interface CurveFigures {
  slope: number;
  offset: number;
}

/** A calibration as it is kept: a curve for the beginnings of words, and one for half-typed words. */
export interface CalibrationFigures {
  start: CurveFigures;
  half: CurveFigures;
}

/**
 * The curves for a user without writing to measure them on: those of the model with its task adapter and the user's
 * n-grams, on later writing of the development authors (research/log/ghost-text.md). Without n-grams they are the same.
 */
export const USUAL: CalibrationFigures = {
  start: { slope: 0.93, offset: -0.28 },
  half: { slope: 1.11, offset: -0.14 },
};

/** The same with a personal adapter, which is too sure of what it has learned. */
export const USUAL_ADAPTED: CalibrationFigures = {
  start: { slope: 0.79, offset: -0.47 },
  half: { slope: 0.96, offset: -0.07 },
};

/** The usual curve weighs as much as this many observations, since a few say little. */
const PRIOR = 10;
const STEPS = 30;
const EDGE = 1e-4;
/** A flatter or steeper curve than this comes from bad data. */
const SLOPES = [0.4, 1.6];
const OFFSETS = [-1.5, 1.5];

/**
 * Maps the model's probabilities to how often they are right on the user's writing: q = σ(slope · logit p + offset)
 * (Platt 1999).
 */
export class Curve {
  readonly #figures: CurveFigures;

  constructor(figures: CurveFigures) {
    this.#figures = figures;
  }

  /** How often suggestions with the model's probability `p` are right, 0 to 1. */
  of(p: number): number {
    if (p <= 0 || p >= 1) return p;
    const { slope, offset } = this.#figures;
    return sigmoid(slope * logit(p) + offset);
  }

  /** The model's probability for suggestions that are right this often; the inverse of `of`. */
  rawOf(q: number): number {
    if (q <= 0 || q >= 1) return q;
    const { slope, offset } = this.#figures;
    return sigmoid((logit(q) - offset) / slope);
  }
}

/** A user's curves. */
export class Calibration {
  readonly start: Curve;
  readonly half: Curve;

  constructor({ start, half }: CalibrationFigures = USUAL) {
    this.start = new Curve(start);
    this.half = new Curve(half);
  }
}

/** Fits both curves; the fewer observations, the stronger the pull to the usual ones. */
export function fitCalibration(said: readonly Said[], usual: CalibrationFigures = USUAL): CalibrationFigures {
  const [half, start] = [true, false].map((wanted) => said.filter((each) => each.half === wanted));
  return { start: fitCurve(start, usual.start), half: fitCurve(half, usual.half) };
}

/** Newton's method on the penalised likelihood. */
function fitCurve(said: readonly Said[], usual: CurveFigures): CurveFigures {
  let { slope, offset } = usual;
  for (let step = 0; step < STEPS; step++) {
    // Gradient and curvature of the penalty, then of each observation.
    let [gs, go] = [PRIOR * (slope - usual.slope), PRIOR * (offset - usual.offset)];
    let [ss, so, oo] = [PRIOR, 0, PRIOR];
    for (const { p, right } of said) {
      const x = logit(p);
      const q = sigmoid(slope * x + offset);
      const [error, weight] = [q - (right ? 1 : 0), q * (1 - q)];
      gs += error * x;
      go += error;
      ss += weight * x * x;
      so += weight * x;
      oo += weight;
    }
    const determinant = ss * oo - so * so;
    slope -= (oo * gs - so * go) / determinant;
    offset -= (ss * go - so * gs) / determinant;
  }
  return { slope: within(slope, SLOPES), offset: within(offset, OFFSETS) };
}

/** The kept calibration, if it can be used. */
export function asCalibration(kept: unknown): CalibrationFigures | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { start, half } = kept as Partial<Record<keyof CalibrationFigures, unknown>>;
  const [first, second] = [asCurve(start), asCurve(half)];
  return first && second && { start: first, half: second };
}

function asCurve(kept: unknown): CurveFigures | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { slope, offset } = kept as Partial<CurveFigures>;
  if (typeof slope !== 'number' || typeof offset !== 'number') return null;
  return slope === within(slope, SLOPES) && offset === within(offset, OFFSETS) ? { slope, offset } : null;
}

function within(value: number, [least, most]: readonly number[]): number {
  return Number.isNaN(value) ? least : Math.min(most, Math.max(least, value));
}

function logit(p: number): number {
  const inside = Math.min(1 - EDGE, Math.max(EDGE, p));
  return Math.log(inside / (1 - inside));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
