import {
  rankTitles,
  type TitleCandidate,
  type TitleContext,
  type TitleWeights,
} from '../../src/core/tasks/titles/rank.ts';

/** An item's candidates, each with its properties and its similarity to the true title. */
export interface RankedTitles {
  author: string;
  system: string;
  titles: { points: TitleWeights; rougeL: number }[];
}

const VALUES: Record<keyof TitleWeights, number[]> = {
  consensus: [0, 0.5, 1, 2, 4],
  logProbability: [0, 0.1, 0.3, 1, 3],
  habit: [0, 0.1, 0.3, 1],
  form: [0, 0.3, 1],
  coverage: [0, 1, 2, 4],
  known: [0, 1, 2, 4],
};
const PROPERTIES = Object.keys(VALUES) as (keyof TitleWeights)[];
const NONE: TitleWeights = { consensus: 0, logProbability: 0, habit: 0, form: 0, coverage: 0, known: 0 };

/** @param likeness ROUGE-L of a title to the true one */
export function pointsOf(
  candidates: readonly TitleCandidate[],
  context: TitleContext,
  likeness: (title: string) => number,
): RankedTitles['titles'] {
  // The logarithm of a share is what the one property contributed, minus what all have in common.
  const by = PROPERTIES.map((property) => {
    const ranked = rankTitles(candidates, context, { ...NONE, [property]: 1 });
    return new Map(ranked.map(({ text, score }) => [text, Math.log(score)]));
  });
  return [...by[0].keys()].map((text) => ({
    points: Object.fromEntries(
      PROPERTIES.map((property, at) => [property, by[at].get(text)]),
    ) as unknown as TitleWeights,
    rougeL: likeness(text),
  }));
}

/** The weights of a grid under which the served title is most similar to the true one, averaged over authors. */
export function bestTitleWeights(items: readonly RankedTitles[]): TitleWeights {
  let best = { weights: NONE, value: -1 };
  for (const weights of grid()) {
    const value = servedLikeness(items, weights);
    if (value > best.value) best = { weights, value };
  }
  return best.weights;
}

/** ROUGE-L of the title that is served under some weights, averaged over authors. */
export function servedLikeness(items: readonly RankedTitles[], weights: TitleWeights): number {
  const authors = Object.values(Object.groupBy(items, ({ author }) => author)).map((own) =>
    mean(own!.map(({ titles }) => servedBy(titles, weights))),
  );
  return mean(authors);
}

/** The same with the weights chosen on the other authors alone. */
export function likenessByOthers(items: readonly RankedTitles[]): number {
  const names = [...new Set(items.map(({ author }) => author))];
  return mean(
    names.map((name) =>
      servedLikeness(
        items.filter(({ author }) => author === name),
        bestTitleWeights(items.filter(({ author }) => author !== name)),
      ),
    ),
  );
}

function servedBy(titles: RankedTitles['titles'], weights: TitleWeights): number {
  const value = (points: TitleWeights) =>
    PROPERTIES.reduce((sum, property) => sum + weights[property] * points[property], 0);
  let best = { value: Number.NEGATIVE_INFINITY, rougeL: 0 };
  for (const { points, rougeL } of titles) if (value(points) > best.value) best = { value: value(points), rougeL };
  return best.rougeL;
}

/** Every choice of one value for each property. */
function grid(): TitleWeights[] {
  return PROPERTIES.reduce<TitleWeights[]>(
    (some, property) => some.flatMap((weights) => VALUES[property].map((value) => ({ ...weights, [property]: value }))),
    [NONE],
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
