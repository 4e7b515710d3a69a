/**
 * What titles and tags are chosen from, for items that adapters have not learnt from and no evaluation asks about: the
 * latest of each history, which training keeps back. For choosing how candidates are ranked and what prompts show.
 *
 *     node scripts/suggestion-study.ts FOLDER|FILE.jsonl… --home DIR --authors LIST --max-steps N [--limit N] > FILE.jsonl
 *
 * Takes the adapters of `scripts/study.ts train` with the same settings. A line an item: the true title and tags, for
 * each system the candidates and what the true title costs, and the tags' signals.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import path from 'node:path';
import { enter } from '../src/core/evaluate/lineup.ts';
import { storeOf } from '../src/core/evaluate/scratch.ts';
import { splitByTime, spread } from '../src/core/evaluate/split.ts';
import { SYSTEMS } from '../src/core/evaluate/systems.ts';
import { Decoder } from '../src/core/generate/decoder.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { tagVocabulary } from '../src/core/profile/vocabulary.ts';
import { titleAnswer } from '../src/core/prompts/title.ts';
import { Prompter } from '../src/core/tasks/prompting.ts';
import { tagSignals } from '../src/core/tasks/tagSignals.ts';
import { titleCandidates } from '../src/core/tasks/title.ts';
import { splitHistory } from '../src/core/train/materials.ts';
import { personal } from './study/main.ts';
import { readOptions } from './study/options.ts';
import { SPLIT, Study } from './study/study.ts';

const TITLES = ['task+profile', 'task+rag+profile', 'oppu', 'oppu+profile', 'oppu+rag+profile'];
const TAGS = ['task+rag+profile', 'oppu+rag+profile'];

const options = readOptions(['train', ...process.argv.slice(2)]);
const study = await Study.open(options, () => {});
for (const author of options.authors) {
  const own = await study.train(personal(author));
  const scratch = fs.mkdtempSync(path.join(options.work, 'suggestions-'));
  const store = storeOf(splitByTime((await study.items(author)).list(), SPLIT).history, path.join(scratch, 'h.sqlite'));
  const { future } = splitHistory(store);
  const { habits, prose } = loadProfile(store, { until: future[0] });
  const asked = [
    ...SYSTEMS,
    {
      ...SYSTEMS[0]!,
      name: 'oppu+profile',
      adapter: 'own' as const,
      task: true,
      conditioning: { profile: true, retrieval: false },
    },
  ];
  const { contestants, layout } = enter(
    asked.filter(({ adapter, by }) => by === 'model' && adapter !== 'other'),
    { own },
    study,
  );
  const tokenizer = await study.base.tokenizer();
  const decoder = await Decoder.open(study.base, layout, { context: 1024, threads: study.threads, device: 'cpu' });
  for (const item of spread(future, options.limit)) {
    const titles: Record<string, unknown> = {};
    const tags: Record<string, unknown> = {};
    const about = { id: item.id, moment: item };
    for (const { system, adapter, plain } of contestants) {
      const { name, conditioning } = system;
      const prompter = new Prompter(store, tokenizer, {
        profile: conditioning.profile ? prose : '',
        retrieval: conditioning.retrieval,
      });
      const state = decoder.newState(adapter);
      const writer = {
        decoder,
        tokenizer,
        prompter,
        states: { complete: state, title: state, tags: state },
        plain: plain && decoder.newState(plain),
      };
      if (TITLES.includes(name) && item.title.trim() !== '') {
        const ids = await prompter.title(item.text, about);
        const scores = await decoder.score(state, ids, tokenizer.encode(titleAnswer(item.title)));
        const shown = conditioning.retrieval
          ? (await prompter.neighbours(item.text, about)).map(({ title }) => title)
          : [];
        titles[name] = {
          nll: -scores.reduce((a, b) => a + b, 0),
          shown,
          candidates: await titleCandidates(writer, item.text, about),
        };
      }
      if (TAGS.includes(name) && item.tags.length > 0)
        tags[name] = await tagSignals(writer, item, tagVocabulary(habits), about);
    }
    process.stdout.write(
      `${JSON.stringify({ author: author.name, id: item.id, title: item.title, tags: item.tags, text: item.text.slice(0, 6000), habits: habits.title, titles, signals: tags })}\n`,
    );
  }
  await decoder.dispose();
  store.close();
  fs.rmSync(scratch, { recursive: true, force: true });
}
study.close();
