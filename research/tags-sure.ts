/**
 * How sure a suggested tag must be to be ticked: how often tags with a given share are right, on items inside the
 * histories (the last quarter of the first 80 %), without any model.
 * node research/tags-sure.ts FOLDER-OF-AUTHORS
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mine } from '../src/core/history/mining/mine.ts';
import { HistoryStore } from '../src/core/history/store/store.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { fusedItems } from '../src/core/retrieval/fused.ts';
import { tagEvidence } from '../src/core/tasks/tags/evidence.ts';
import { knownSignals } from '../src/core/tasks/tags/signals.ts';
import { combineSignals, DEFAULT_TAG_WEIGHTS } from '../src/core/tasks/tags/weights.ts';
import { splitByTime, spread } from '../src/evaluate/split.ts';

const [folder] = process.argv.slice(2);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'tags-'));
const rows: { author: string; usual: number; shares: number[]; right: boolean[]; wanted: number }[] = [];
for (const name of fs.readdirSync(folder).filter((each) => each.endsWith('.jsonl'))) {
  const store = HistoryStore.open(path.join(scratch, `${name}.sqlite`));
  await mine(store, [path.join(folder, name)]);
  const { history } = splitByTime(store.list(), 0.8);
  for (const item of spread(history.slice(Math.floor(history.length * 0.75)), 12)) {
    if (item.tags.length === 0) continue;
    const { habits } = loadProfile(store, { until: item });
    const signals = await knownSignals(
      {
        neighbours: async (text, _, k) => {
          const { found } = await fusedItems(store, text, { k, before: item, excludeId: item.id });
          return found.map(({ item: near, score }) => ({ title: near.title, tags: near.tags, score }));
        },
        tagEvidence: (document) => tagEvidence(store, document, { id: item.id, moment: item }),
      },
      item,
      habits.tags,
    );
    const scores = combineSignals(signals, DEFAULT_TAG_WEIGHTS);
    const wanted = new Set(item.tags.map((tag) => tag.toLowerCase()));
    const ranked = signals.tags
      .map((tag, at) => ({ share: scores[at], right: wanted.has(tag.toLowerCase()) }))
      .sort((a, b) => b.share - a.share)
      .slice(0, 8);
    const usual = Math.max(1, Math.round(habits.tagsPerItem));
    rows.push({
      ...{ author: name, usual, wanted: wanted.size },
      ...{ shares: ranked.map(({ share }) => share), right: ranked.map(({ right }) => right) },
    });
  }
  store.close();
}
fs.rmSync(scratch, { recursive: true });
console.log(`${rows.length} items of ${new Set(rows.map(({ author }) => author)).size} authors with tags`);
const figures = (take: (share: number, rank: number, usual: number) => boolean) => {
  let [ticked, good, wanted] = [0, 0, 0];
  for (const { shares, right, usual, wanted: all } of rows) {
    wanted += all;
    shares.forEach((share, rank) => {
      if (!take(share, rank, usual)) return;
      ticked++;
      if (right[rank]) good++;
    });
  }
  return `ticked ${(ticked / rows.length).toFixed(2)} an item, right ${((100 * good) / ticked).toFixed(0)} %, found ${((100 * good) / wanted).toFixed(0)} %`;
};
console.log(
  'the usual number',
  figures((_, rank, usual) => rank < usual),
);
for (const least of [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4]) {
  console.log(
    `share over ${least}`,
    figures((share, rank, usual) => rank < usual && share >= least),
  );
}
for (const [low, high] of [
  [0, 0.02],
  [0.02, 0.05],
  [0.05, 0.1],
  [0.1, 0.15],
  [0.15, 0.2],
  [0.2, 0.3],
  [0.3, 0.5],
  [0.5, 1],
]) {
  console.log(
    `shares ${low} to ${high}:`,
    figures((share, rank, usual) => rank < usual && share >= low && share < high),
  );
}
