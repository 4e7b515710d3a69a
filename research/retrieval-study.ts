/**
 * Chooses how retrieval ranks, without any model and inside histories alone: the first 80 % of each author's history is
 * searched, and the rest is queries. Items whose `split` is not "history" are never read.
 * node research/retrieval-study.ts FOLDER|FILE.jsonl… [--voters N]
 * For each way of ranking: macro averages over authors of the tags' F1 and first-tag accuracy (tags of the items found,
 * each voting with its score), and how much the titles of the first three items found from the text alone share with
 * the true title (F1 of words).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { readItemLine } from '../src/core/history/mining/itemLines.ts';
import { HistoryStore } from '../src/core/history/store/store.ts';
import type { StoredItem } from '../src/core/history/store/storedItem.ts';
import { findItems, type SearchOptions } from '../src/core/retrieval/search.ts';
import { termsOf } from '../src/core/retrieval/terms.ts';
import { tagEvidence } from '../src/core/tasks/tags/evidence.ts';
import { frequentTags } from '../src/evaluate/controls.ts';
import { f1 } from '../src/evaluate/rouge.ts';
import { aboutQuery, splitByTime } from '../src/evaluate/split.ts';
import { TagKey } from '../src/evaluate/tagScore.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { voters: { type: 'string', default: '10' } },
});
const voters = Number(flags.voters);
const files = positionals.flatMap((given) =>
  fs.statSync(given).isDirectory()
    ? fs
        .readdirSync(given)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => path.join(given, name))
    : [given],
);

interface Author {
  store: HistoryStore;
  history: StoredItem[];
  queries: StoredItem[];
  key: TagKey;
}

/** Tags best first for a query, and the titles of what was found for its text. */
interface Ranking {
  name: string;
  tags: (author: Author, query: StoredItem) => string[];
  titles?: (author: Author, query: StoredItem) => string[];
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-study-'));
const authors = files.map(readAuthor).filter(({ history }) => history.some(({ tags }) => tags.length > 0));

function readAuthor(file: string, index: number): Author {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const own = lines.filter((line) => (JSON.parse(line) as { split?: string }).split === 'history');
  const store = HistoryStore.open(path.join(folder, `${index}.sqlite`));
  for (const line of own) {
    const draft = readItemLine(line, file);
    if (typeof draft !== 'string') store.upsert({ ...draft, sha256: draft.id });
  }
  const { history, queries } = splitByTime(store.list(), 0.8);
  for (const { id } of queries) store.remove(id);
  return { store, history, queries, key: new TagKey(history, queries) };
}

function byNeighbours(name: string, recency: SearchOptions['recency']): Ranking {
  const find = ({ store }: Author, text: string, query: StoredItem, k: number) => {
    const { id, moment } = aboutQuery(query);
    return findItems(store, text, { k, before: moment, excludeId: id, recency }).found;
  };
  return {
    name,
    tags: (author, query) => {
      const votes = new Map<string, number>();
      for (const { item, score } of find(author, `${query.title}\n${query.text}`, query, voters)) {
        for (const tag of item.tags) votes.set(tag, (votes.get(tag) ?? 0) + score);
      }
      return ranked(votes);
    },
    titles: (author, query) => find(author, query.text, query, 3).map(({ item }) => item.title),
  };
}

const ranked = (values: Map<string, number>) =>
  [...values].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([tag]) => tag);

const rankings: Ranking[] = [
  { name: 'most frequent tags', tags: ({ history }) => frequentTags(history) },
  byNeighbours('neighbours, no recency', false),
  ...[0, 0.3, 0.5, 0.7].flatMap((floor) =>
    [60, 180, 365, 730].map((halfLifeDays) =>
      byNeighbours(`neighbours, half-life ${halfLifeDays} days, floor ${floor}`, { halfLifeDays, floor }),
    ),
  ),
  {
    name: 'tag evidence',
    tags: ({ store }, query) => ranked(tagEvidence(store, query, aboutQuery(query))),
  },
];

function sharedWords(titles: string[], wanted: string): number {
  const own = new Set(termsOf(wanted));
  const each = titles.map((title) => {
    const words = new Set(termsOf(title));
    return f1([...words].filter((word) => own.has(word)).length, words.size, own.size);
  });
  return mean(each);
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}

const rows = rankings.map(({ name, tags, titles }) => {
  const figures = authors.map((author) => {
    const asked = author.queries.filter((query) => author.key.wanted(query).size > 0);
    const scores = asked.map((query) => author.key.score(query, tags(author, query)));
    return {
      f1: mean(scores.map((score) => score.f1)),
      first: mean(scores.map((score) => score.first)),
      title: mean(titles ? author.queries.map((query) => sharedWords(titles(author, query), query.title)) : []),
    };
  });
  const over = (field: 'f1' | 'first' | 'title') => mean(figures.map((figure) => figure[field])).toFixed(3);
  return [name, over('f1'), over('first'), titles ? over('title') : ''];
});
console.log(table([['ranking', 'tags F1', 'accuracy@1', 'shared title words'], ...rows]));
for (const { store } of authors) store.close();
fs.rmSync(folder, { recursive: true });
