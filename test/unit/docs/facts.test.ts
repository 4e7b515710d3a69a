/** Numbers in the pages are those of the code: each phrase is made here from the constant that decides. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { PLACES } from '../../../src/core/home/places.ts';
import type { Format } from '../../../src/core/readers/extensions.ts';
import { CHAT_TOKENS } from '../../../src/core/tasks/chat/limits.ts';
import { MAX_TOKENS } from '../../../src/core/tasks/complete/continuation.ts';
import { CONDITIONED_EVERY } from '../../../src/core/tasks/complete/examples.ts';
import { BATCH, SEQUENCE } from '../../../src/core/train/settings.ts';
import { ENOUGH_NEW } from '../../../src/extension/training/schedule.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8').replace(/\s+/g, ' ');
const WORDS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');
const word = (n: number) => WORDS[n] ?? String(n);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A number in a source file, as a constant, a default or a field, times whatever it is multiplied with. */
function inSource(file: string, name: string): number {
  const value = new RegExp(`\\b${name}(?: = |: )([\\d_.* <]+)[;,} ]`).exec(read(file))?.[1];
  if (value === undefined) throw new Error(`${file} has no number ${name}`);
  const [number, shift] = value.split('<<').map((part) =>
    part
      .split('*')
      .map((factor) => Number(factor.trim().replaceAll('_', '')))
      .reduce((product, factor) => product * factor, 1),
  );
  return number! * 2 ** (shift ?? 0);
}

const MINUTE = 60_000;
const MB = 1 << 20;
const train = (file: string, name: string) => inSource(`src/core/train/${file}`, name);
const snoozed = manifest.contributes.keybindings.find(({ command }) => command === 'ownhand.escTwice')!.args!.minutes;
const items = word(train('materials.ts', 'MIN_ITEMS'));
const query = inSource('src/core/tasks/prompter.ts', 'QUERY_STEP');

describe.each([
  ['README.md', [`at least ${items} documents`]],
  [
    'SECURITY.md',
    [
      `last ${word(inSource('src/core/adapter/versions.ts', 'VERSIONS'))} versions`,
      `above ${inSource('src/core/history/store/schema.ts', 'CHECKED_BYTES') / MB} MB are checked for damage only after a crash, above ${inSource('src/core/history/store/schema.ts', 'INDEX_CHECKED_BYTES') / MB} MB`,
    ],
  ],
  [
    'package.nls.json',
    [
      `not typed for ${word(inSource('src/extension/training/automatic.ts', 'idleMs') / MINUTE)} minutes and at least ${word(ENOUGH_NEW)} notes are new`,
      inSource('src/extension/training/schedule.ts', 'MINUTES') === 30 ? 'up to half an hour' : 'another time',
    ],
  ],
  ['docs/guide.md', [`no suggestions for ${word(snoozed)} minutes`, `learning needs ${items} documents`]],
  [
    'docs/settings-and-commands.md',
    [
      `no suggestions for ${word(snoozed)} minutes`,
      `about ${Math.round(CHAT_TOKENS.input / 10) * 10} tokens of a conversation`,
    ],
  ],
  ['docs/complaints.md', [`${MAX_TOKENS} tokens`, `no more for ${word(snoozed)} minutes`]],
  [
    'docs/architecture.md',
    [
      `${word(inSource('src/worker/client.ts', 'MAX_CRASHES'))} crashes in a minute`,
      `one part in ${word(CONDITIONED_EVERY)}`,
    ],
  ],
  [
    'docs/architecture/graphs.md',
    [
      `${inSource('src/core/graph/head.ts', 'ROWS_AT_ONCE')} at a time`,
      `${inSource('src/core/graph/attention.ts', 'QUERIES')} queries are taken together`,
      `runs of at most ${inSource('src/core/generate/decoder.ts', 'CHUNK')} tokens`,
      `${train('deviceChoice.ts', 'FASTER')} times as fast`,
      `after ${word(train('deviceChoice.ts', 'LIVES'))} such ends`,
    ],
  ],
  [
    'docs/architecture/history.md',
    [
      `files above ${inSource('src/core/readers/readers.ts', 'MAX_BYTES') / 1e6} MB`,
      `at least ${inSource('src/core/history/mining/duplicates.ts', 'NEAR_DUPLICATE')}`,
      `${word(inSource('src/core/history/mining/boilerplate.ts', 'RECURRENT'))} items or more`,
      `first ${inSource('src/core/text/language.ts', 'LOOKED_AT')} characters of prose`,
    ],
  ],
  [
    'docs/architecture/training.md',
    [
      `One part in ${word(CONDITIONED_EVERY)}`,
      `${capital(word(Math.round(10 * (1 - inSource('src/core/tasks/example.ts', 'both')))))} prompts in ten lack`,
      `in ${word(train('stages.ts', 'STAGES'))} steps`,
      `Sequences of ${SEQUENCE} tokens are packed first-fit decreasing, ${word(BATCH)} in a batch`,
      `latest ${train('materials.ts', 'HELD_OUT') === 0.1 ? 'tenth' : 'part'} of the items, ${word(train('materials.ts', 'MAX_HELD_OUT'))} at most`,
      `every ${train('trainer.ts', 'checkpointSeconds')} seconds`,
      train('watch.ts', 'SHARE') === 0.05 ? 'at most a twentieth' : 'another share',
    ],
  ],
  [
    'docs/architecture/writing.md',
    [
      `every ${inSource('src/core/tasks/complete/prompt.ts', 'STEP')} characters and looked up only every ${query}`,
      `${inSource('src/core/retrieval/search.ts', 'floor')} + 0.7 · 2^(−age / ${inSource('src/core/retrieval/search.ts', 'halfLifeDays')} days)`,
      `1 / (${inSource('src/core/retrieval/hybrid.ts', 'RANK_CONSTANT')} + rank)`,
      `the ${inSource('src/core/profile/habits.ts', 'MAX_TAGS')} tags`,
      `probability of ${inSource('src/core/tasks/tags/tags.ts', 'NEW_TAG')} or more`,
    ],
  ],
])('%s', (page, phrases) => {
  it.each(phrases)('says “%s”', (phrase) => expect(read(page)).toContain(phrase));
});

it.each(Object.values(PLACES).map(({ name }) => name))('the pages list %s of the home folder', (name) => {
  expect(read('docs/settings-and-commands.md')).toMatch(new RegExp(`\\| \`${name}/?\` \\|`));
  expect(read('docs/architecture/history.md')).toMatch(new RegExp(` ${name}(?:/(?:NAME/)?)? `));
});

/** What the pages call each format. */
const FORMATS: Record<Format, string> = {
  ...{ markdown: 'Markdown', quarto: 'Markdown', text: 'plain text', latex: 'LaTeX', rst: 'reStructuredText' },
  ...{ asciidoc: 'AsciiDoc', org: 'Org', notebook: 'notebook', typst: 'Typst' },
};

it.each(['docs/guide.md', 'docs/architecture/history.md'])('%s names every format', (page) => {
  for (const name of Object.values(FORMATS)) expect(read(page)).toContain(name);
});
