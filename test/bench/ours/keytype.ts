/**
 * `keytype.*`: KeyTypeBench's cases through the completion that serves the editor, without a user.
 * node test/bench/ours/keytype.ts MODEL CASES [--threads 2] [--speed normal] [--limit N] [--answers FILE.jsonl]
 * CASES is a folder with `core.jsonl` and `edge.jsonl` of github.com/johnbean393/KeyType,
 * KeyTypeBench-20260603/Datasets; they are not ours to distribute. Of their context only the text around the cursor is
 * used, which is all that a document editor has. In password fields and in terminals nothing is suggested. Prints one
 * JSON object, shares in percent, by set and for the half-typed words of both; what was shown goes into a file if one
 * is named. `--limit` takes this many cases of each set.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../../../src/core/engine/engine.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import { SPEEDS, type Speed } from '../../../src/core/tasks/complete/policy/speed.ts';
import { spread } from '../../../src/evaluate/split.ts';
import { type Case, readCases } from '../keytype/cases.ts';
import { type Aggregate, aggregate, type Scored, type Shown, score } from '../keytype/scorer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '2' },
    speed: { type: 'string', default: 'normal' },
    limit: { type: 'string' },
    answers: { type: 'string' },
  },
});
const [modelFolder, casesFolder] = positionals;
const base = BaseModel.open(modelFolder);
const { threshold } = SPEEDS[values.speed as Speed];

/** Why nothing is shown, in KeyType's terms if it has one. */
const REASONS: Record<string, string> = { 'repeats-what-follows': 'duplicatesAfterCursor' };

async function shownAt(engine: Engine, { context }: Case): Promise<Shown> {
  const { isSecureTextEntry, isPasswordField, isPasswordManagerContext, isTerminalLike } = context.traits ?? {};
  if (isSecureTextEntry || isPasswordField || isPasswordManagerContext)
    return { text: null, reason: 'secureFieldExcluded' };
  if (isTerminalLike) return { text: null, reason: 'tabShortcutsDisabled' };
  const { suggestion, reason } = await engine.writing.run('complete', {
    text: context.beforeCursor,
    suffix: context.afterCursor ?? '',
    threshold,
  });
  return suggestion.trim() === ''
    ? { text: null, reason: REASONS[reason] ?? reason }
    : { text: suggestion, reason: null };
}

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-keytype-'));
const engine = new Engine({
  ...{ home, models: path.dirname(base.folder), model: base.id },
  ...{ device: 'cpu', threads: Number(values.threads) },
});
const answers: string[] = [];
const bySet: Record<string, Aggregate> = {};
const halfWords: Scored[] = [];
try {
  for (const set of ['core', 'edge']) {
    const all = readCases(casesFolder, set);
    if (!all) throw new Error(`there is no ${set}.jsonl in the folder of --cases`);
    const cases = spread(all, values.limit === undefined ? undefined : Number(values.limit));
    const scored: Scored[] = [];
    for (const each of cases) {
      const shown = await shownAt(engine, each);
      const outcome = score(each.expected, shown);
      scored.push({ kind: each.expected.kind, outcome });
      if (each.tags?.includes('mid-word')) halfWords.push(scored.at(-1)!);
      answers.push(JSON.stringify({ id: each.id, tags: each.tags, ...shown, outcome, expected: each.expected }));
      if (scored.length % 100 === 0) console.error(`${set}: ${scored.length} of ${cases.length}`);
    }
    bySet[set] = aggregate(scored);
  }
} finally {
  await engine.dispose();
  fs.rmSync(home, { recursive: true, force: true });
}
if (values.answers) fs.writeFileSync(values.answers, `${answers.join('\n')}\n`);
const percent = ({ precision, coverage, wrongShow }: Aggregate) => [100 * precision, 100 * coverage, 100 * wrongShow];
const figures = Object.entries({ ...bySet, midWord: aggregate(halfWords) }).flatMap(([set, found]) => {
  const [precision, coverage, wrongShow] = percent(found);
  return Object.entries({ precision, coverage, wrongShow }).map(([name, value]) => [`${set}.${name}`, value]);
});
console.log(JSON.stringify(Object.fromEntries(figures)));
