/**
 * Titles with and without earlier items in the prompt, and with more of the text instead, on items inside the
 * histories. Candidates are kept in a file, so that filters and weights can be compared without asking the model again.
 * node research/titles.ts FOLDER-OF-AUTHORS --home HOME --out FILE.json [--each 4] [--authors LIST]
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadTaskAdapter } from '../src/core/adapter/taskAdapter.ts';
import { Decoder } from '../src/core/generate/decoder.ts';
import { mine } from '../src/core/history/mining/mine.ts';
import { HistoryStore } from '../src/core/history/store/store.ts';
import { listModels } from '../src/core/model/base.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { snippets } from '../src/core/retrieval/snippets.ts';
import type { Prompter } from '../src/core/tasks/prompter.ts';
import { answerLine, cutEnd, joinAnswers, oneLine, shownWithin } from '../src/core/tasks/promptParts.ts';
import { TITLE_BUDGET, titlePrompt } from '../src/core/tasks/titles/prompt.ts';
import { titleCandidates } from '../src/core/tasks/titles/titles.ts';
import { splitByTime, spread } from '../src/evaluate/split.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string', default: '.ownhand' },
    out: { type: 'string', default: 'titles.json' },
    each: { type: 'string', default: '4' },
    authors: { type: 'string' },
  },
});
const [folder] = positionals;
const base = listModels(path.join(values.home, 'models'))[0];
const task = await loadTaskAdapter(base);
const tokenizer = await base.tokenizer();
const decoder = await Decoder.open(base, task?.layout ?? null, { context: 768, threads: 1, device: 'cpu' });
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'titles-'));
const count = (text: string) => tokenizer.encode(text).length;
const kept: object[] = fs.existsSync(values.out) ? JSON.parse(fs.readFileSync(values.out, 'utf8')) : [];
const names = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => path.basename(name, '.jsonl'));
for (const author of values.authors?.split(',') ?? names) {
  if (kept.some((row) => (row as { author: string }).author === author)) continue;
  const store = HistoryStore.open(path.join(scratch, `${author}.sqlite`));
  await mine(store, [path.join(folder, `${author}.jsonl`)]);
  const { history } = splitByTime(store.list(), 0.8);
  // The last quarter of the history: what serves there has the rest to draw on.
  const asked = spread(history.slice(Math.floor(history.length * 0.75)), Number(values.each));
  for (const item of asked) {
    const { prose: profile, habits } = loadProfile(store, { until: item });
    const encoded = (prompt: string) => [...tokenizer.prefixIds, ...tokenizer.encode(prompt)];
    const bare = (text: number) => titlePrompt({ text: item.text, profile }, { ...TITLE_BUDGET, text }, count);
    const shown = await snippets(store, item.text, { k: 3, budget: 88, count, before: item, excludeId: item.id });
    const examples = shown.flatMap(({ title, text }) => {
      const excerpt = cutEnd(oneLine(text), 24, count);
      return excerpt === '' ? [] : [{ question: `Text: ${excerpt}\nTitle:`, answer: answerLine(title) }];
    });
    const earlier = joinAnswers(shownWithin(examples, 88, count)).prompt;
    const prompts = {
      passages: encoded(bare(TITLE_BUDGET.text).replace(/Text: /, `${earlier}Text: `)),
      bare: encoded(bare(TITLE_BUDGET.text)),
      long: encoded(bare(196)),
    };
    const candidates: Record<string, object[]> = {};
    for (const [name, ids] of Object.entries(prompts)) {
      const state = () => decoder.newState(task?.vector ?? null);
      const writer = {
        ...{ decoder, tokenizer, states: { complete: state(), title: state(), tags: state() } },
        prompter: { title: () => ids } as unknown as Prompter,
        titleHabits: habits.title,
      };
      candidates[name] = await titleCandidates(writer, item.text, undefined, { draws: name === 'long' ? 5 : 0 });
    }
    const { title, id, tags, text } = item;
    const titles = store.list({ before: item }).map((each) => each.title);
    const known = habits.tags.map(({ tag }) => tag);
    kept.push({
      author,
      id,
      title,
      tags,
      known,
      habits: habits.title,
      earlier: titles,
      text: text.slice(0, 6000),
      candidates,
    });
  }
  store.close();
  fs.writeFileSync(values.out, JSON.stringify(kept));
  console.log(`${author}: ${asked.length}`);
}
await decoder.dispose();
fs.rmSync(scratch, { recursive: true });
