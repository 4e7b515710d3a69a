import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LINEAR_LAYERS, METHODS } from '../../src/core/adapter/shape.ts';
import { OwnhandError } from '../../src/core/support/errors.ts';
import type { TrainSettings } from '../../src/evaluate/adapters.ts';

/** An author of the study: one `.jsonl` of items. */
export interface Author {
  name: string;
  /** What authors have in common: the name's part before the dash. */
  kind: string;
  file: string;
}

/** What a study is asked for. */
export interface StudyOptions {
  part: string;
  /** Other words of the command line. */
  words: string[];
  home: string;
  work: string;
  /** Folder for the results of evaluations, by analysis and author. */
  results: string;
  /** Authors that are studied. */
  authors: Author[];
  /** Those whose adapters are trained again, from another seed and on halves, to compare similarity with. */
  again: Author[];
  /** Everybody available: the wrong user is one of them. */
  everybody: Author[];
  limit: number;
  /** Tasks that are evaluated; all by default. */
  tasks?: string[];
  /** Queries at which keystrokes are counted. */
  keystrokes: number;
  /** Characters of each query that are graded. */
  graded: number;
  seed: number;
  threads: number | null;
  train: TrainSettings;
}

/**
 * Reads the command line.
 * @throws OwnhandError `bad-input`
 */
export function readOptions(args: string[]): StudyOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      home: { type: 'string', default: '.ownhand' },
      work: { type: 'string' },
      results: { type: 'string' },
      authors: { type: 'string' },
      again: { type: 'string' },
      limit: { type: 'string', default: '20' },
      tasks: { type: 'string' },
      keystrokes: { type: 'string', default: '4' },
      graded: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      threads: { type: 'string' },
      'max-steps': { type: 'string' },
      epochs: { type: 'string' },
      'learning-rate': { type: 'string' },
      rank: { type: 'string' },
      method: { type: 'string' },
      layers: { type: 'string' },
    },
  });
  const layers = values.layers?.split(',');
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const [part = 'all', ...words] = positionals;
  const everybody = part === 'verify' ? [] : words.flatMap(authorsIn);
  const chosen = (from: readonly Author[], list: string | undefined): Author[] => {
    const wanted = list?.split(',').filter((name) => name !== '');
    const unknown = wanted?.find((name) => !from.some((author) => author.name === name));
    if (unknown !== undefined) throw new OwnhandError('bad-input', `There is no author "${unknown}" among the files.`);
    return from.filter(({ name }) => wanted?.includes(name) ?? true);
  };
  const authors = chosen(everybody, values.authors);
  const method = METHODS.find((known) => known === values.method);
  if (values.method !== undefined && method === undefined) {
    throw new OwnhandError('bad-input', `There is no method "${values.method}"; choose among ${METHODS.join(', ')}.`);
  }
  const work = values.work ?? path.join(values.home, 'study');
  return {
    part,
    words,
    home: values.home,
    work,
    results: values.results ?? path.join(work, 'results'),
    authors,
    again: chosen(authors, values.again),
    everybody,
    limit: Number(values.limit),
    tasks: values.tasks?.split(','),
    keystrokes: Number(values.keystrokes),
    graded: Number(values.graded),
    seed: Number(values.seed),
    threads: number(values.threads) ?? null,
    train: {
      method,
      maxSteps: number(values['max-steps']),
      epochs: number(values.epochs),
      learningRate: number(values['learning-rate']),
      rank: number(values.rank),
      targets: layers && LINEAR_LAYERS.filter((layer) => layers.includes(layer)),
    },
  };
}

/** The authors of a folder of `.jsonl` files, or of one such file, in the order of their names. */
function authorsIn(given: string): Author[] {
  if (!fs.existsSync(given)) throw new OwnhandError('bad-input', `There is no "${given}"; give a folder or a .jsonl.`);
  const files = fs.statSync(given).isDirectory()
    ? fs
        .readdirSync(given)
        .filter((name) => name.endsWith('.jsonl'))
        .sort()
        .map((name) => path.join(given, name))
    : [given];
  return files.map((file) => {
    const name = path.basename(file, '.jsonl');
    return { name, kind: name.split('-')[0], file };
  });
}

/** The next author of the same kind; null for one alone of its kind. */
export function nextOfKind(author: Author, everybody: readonly Author[]): Author | null {
  const kin = everybody.filter(({ kind }) => kind === author.kind);
  const next = kin[(kin.findIndex(({ name }) => name === author.name) + 1) % kin.length];
  return next === undefined || next.name === author.name ? null : next;
}

/** The author at the same place of the next kind: someone whose writing has nothing to do with this one's. */
export function ofAnotherKind(author: Author, everybody: readonly Author[]): Author | null {
  const kinds = [...new Set(everybody.map(({ kind }) => kind))];
  const kind = kinds[(kinds.indexOf(author.kind) + 1) % kinds.length];
  if (kind === author.kind) return null;
  const at = everybody.filter((other) => other.kind === author.kind).findIndex(({ name }) => name === author.name);
  const others = everybody.filter((other) => other.kind === kind);
  return others[at % others.length] ?? null;
}
