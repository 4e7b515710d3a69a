/** The paper's analyses besides its main table: one adapter for each setting, served under the same systems. */

import { METHODS } from '../../src/core/adapter/shape.ts';
import { splitByTime } from '../../src/evaluate/split.ts';
import { personal } from './main.ts';
import { type Author, ofAnotherKind } from './options.ts';
import { type Part, SPLIT, type Study, type Training } from './study.ts';

/** One way to train and serve an author. */
interface Setting {
  label: string;
  training: Training;
  /** How much of the history retrieval and profile know; all by default. */
  part?: Part;
}

export interface Analysis {
  /** Names its files. */
  name: string;
  title: string;
  /** What was varied, and what was not. */
  about: string;
  /** Systems measured in every setting. */
  systems: string[];
  /** The settings are increasing amounts. */
  grows?: boolean;
  settings(study: Study, author: Author): Promise<Setting[]>;
}

const ADAPTED = ['oppu', 'oppu+rag+profile'];
const AMOUNTS = [10, 25, 50, 100];

/** The latest items of a history; all of a shorter one, which then counts as no part. */
function latest(n: number, all: number): Part | undefined {
  return n >= all ? undefined : { key: `latest ${n}`, of: (history) => history.slice(-n) };
}

export const OLD_HALF: Part = { key: 'old half', of: (history) => history.slice(0, Math.ceil(history.length / 2)) };
export const RECENT_HALF: Part = { key: 'recent half', of: (history) => history.slice(Math.floor(history.length / 2)) };

const amount: Analysis = {
  name: 'amount',
  title: 'Amount of history',
  about:
    'Adapter, retrieval and profile know the latest items of the history alone. An author with fewer counts with all there are.',
  systems: ['task+rag+profile', ...ADAPTED],
  grows: true,
  settings: async (study, author) => {
    const all = splitByTime((await study.items(author)).list(), SPLIT).history.length;
    return [...AMOUNTS, Number.POSITIVE_INFINITY].map((n) => {
      const part = latest(n, all);
      const training = part ? { name: `latest-${n}`, author, part } : personal(author);
      return { label: Number.isFinite(n) ? String(n) : 'all', training, part };
    });
  },
};

const shift: Analysis = {
  name: 'shift',
  title: 'Behaviour shift',
  about:
    'The adapter learns from the older or the more recent half of the history, or from as recent a half of the history of somebody who writes another kind of text; retrieval and profile know the whole history of the author.',
  systems: ADAPTED,
  settings: async (study, author) => {
    const stranger = ofAnotherKind(author, study.options.everybody);
    const half = (label: string, name: string, whose: Author, part: Part): Setting => ({
      label,
      training: { name, author: whose, part },
    });
    return [
      half('old half', 'old-half', author, OLD_HALF),
      half('recent half', 'recent-half', author, RECENT_HALF),
      ...(stranger ? [half('unrelated', 'recent-half', stranger, RECENT_HALF)] : []),
      { label: 'all', training: personal(author) },
    ];
  },
};

const format: Analysis = {
  name: 'format',
  title: 'Format of the history',
  about: 'What the adapter’s lessons hold: parts of the items, and prompts with passages and profile or without.',
  systems: ADAPTED,
  settings: async (_, author) => [
    { label: 'text alone', training: { name: 'text-alone', author, lessons: { teach: ['completion'] } } },
    {
      label: 'titles and tags alone',
      training: { name: 'titles-and-tags', author, lessons: { teach: ['title', 'tags'] } },
    },
    {
      label: 'bare prompts',
      training: { name: 'bare-prompts', author, lessons: { conditioning: { profile: false, retrieval: false } } },
    },
    { label: 'all', training: personal(author) },
  ],
};

const methods: Analysis = {
  name: 'methods',
  title: 'Method of adaptation',
  about: 'The adapter is a LoRA, an (IA)³ or a tuned prompt, on the same task adapter and the same history.',
  systems: ADAPTED,
  settings: async (study, author) =>
    METHODS.toReversed().map((method) => ({
      label: method,
      training:
        method === (study.options.train.method ?? 'lora')
          ? personal(author)
          : // Each method has its own rate and size.
            { name: method, author, train: { method, learningRate: undefined, rank: undefined, targets: undefined } },
    })),
};

export const ANALYSES: readonly Analysis[] = [amount, shift, format, methods];
