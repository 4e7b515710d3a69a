/**
 * Ownhand's readers compared with well-kept libraries, on real documents:
 * node research/readers-against-libraries.ts DOCUMENTS LIBRARIES [PANDOC] [--show FORMAT]
 * DOCUMENTS has a folder for each of `asciidoc`, `rst`, `latex`, `org` and `typst`; LIBRARIES is a folder where the
 * libraries named in readers/libraries.ts are installed; PANDOC is a program that referees if it is given. Prints for
 * each reader: documents that it read; the share of the referee's prose that it keeps, and of its own text that the
 * referee does not have (in runs of three words); marks of markup left per 10,000 words; milliseconds of processor time
 * in all. `--show` prints each document's figures for one format, the worst last.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readerFor } from '../src/core/readers/readers.ts';
import { type LibraryReader, loadLibraries } from './readers/libraries.ts';
import { leaksIn, proseOfPandoc, runs, sharedRuns, wordsOf } from './readers/prose.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { show: { type: 'string' } } });
const [documents, folder, pandoc] = positionals;
if (documents === undefined || folder === undefined) {
  console.error('usage: node research/readers-against-libraries.ts DOCUMENTS LIBRARIES [PANDOC] [--show FORMAT]');
  process.exit(2);
}

const FORMATS = ['asciidoc', 'rst', 'latex', 'org', 'typst'];

interface Row {
  name: string;
  words: number;
  kept: number;
  extra: number;
  leaks: string[];
  error: string | null;
}

function refereed(format: string, source: string): string[] | null {
  if (pandoc === undefined) return null;
  const run = spawnSync(pandoc, ['-f', format, '-t', 'json', '--sandbox'], {
    input: source,
    encoding: 'utf8',
    timeout: 20_000,
    maxBuffer: 1e9,
  });
  return run.status === 0 ? wordsOf(proseOfPandoc(run.stdout)) : null;
}

async function measure(
  reader: LibraryReader,
  name: string,
  source: string,
  referee: readonly string[] | null,
): Promise<Row & { ms: number }> {
  const before = process.cpuUsage();
  let text = '';
  let error: string | null = null;
  try {
    const read = await reader.read(source);
    text = `${read.title ?? ''}\n\n${read.text}`;
  } catch (thrown) {
    error = String(thrown).slice(0, 120);
  }
  const used = process.cpuUsage(before);
  const words = wordsOf(text);
  const [own, other] = [runs(words).length, referee === null ? 0 : runs(referee).length];
  const shared = referee === null ? 0 : sharedRuns(referee, words);
  return {
    name,
    words: words.length,
    kept: other === 0 ? Number.NaN : shared / other,
    extra: referee === null || own === 0 ? Number.NaN : 1 - shared / own,
    leaks: leaksIn(reader.format, text),
    error,
    ms: (used.user + used.system) / 1000,
  };
}

const own = FORMATS.map(
  (format): LibraryReader => ({
    format,
    name: 'ours',
    read: async (source) =>
      readerFor(`x.${{ asciidoc: 'adoc', rst: 'rst', latex: 'tex', org: 'org', typst: 'typ' }[format]}`).read(source),
  }),
);
const readers = [...own, ...(await loadLibraries(folder))];
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

console.log('| format | reader | read | refereed | prose kept | not the referee’s | marks left in 10,000 words | ms |');
console.log('| --- | --- | --: | --: | --: | --: | --: | --: |');
for (const format of FORMATS) {
  const files = readdirSync(path.join(documents, format)).map((name) => ({
    name,
    source: readFileSync(path.join(documents, format, name), 'utf8'),
  }));
  const referee = new Map(files.map(({ name, source }) => [name, refereed(format, source)]));
  for (const reader of readers.filter((each) => each.format === format)) {
    // Once to warm up: compiling in the first run does not count.
    for (const { source } of files.slice(0, 5)) await reader.read(source).catch(() => null);
    const rows = [];
    for (const { name, source } of files) rows.push(await measure(reader, name, source, referee.get(name) ?? null));
    const judged = rows.filter(({ kept }) => !Number.isNaN(kept));
    const weight = (row: Row) => referee.get(row.name)!.length;
    const mean = (value: (row: Row) => number, by: (row: Row) => number) =>
      judged.reduce((sum, row) => sum + (Number.isNaN(value(row)) ? 0 : value(row)) * by(row), 0) /
      judged.reduce((sum, row) => sum + by(row), 0);
    const words = rows.reduce((sum, row) => sum + row.words, 0);
    console.log(
      `| ${[
        format,
        reader.name,
        `${rows.filter(({ error }) => error === null).length} of ${rows.length}`,
        judged.length,
        percent(mean(({ kept }) => kept, weight)),
        percent(
          mean(
            ({ extra }) => extra,
            ({ words }) => words,
          ),
        ),
        ((10_000 * rows.reduce((sum, row) => sum + row.leaks.length, 0)) / Math.max(1, words)).toFixed(1),
        Math.round(rows.reduce((sum, { ms }) => sum + ms, 0)),
      ].join(' | ')} |`,
    );
    if (values.show !== format) continue;
    for (const row of rows.sort((a, b) => b.kept - b.extra - (a.kept - a.extra))) {
      console.log(
        `    ${reader.name} ${row.name}: ${row.words} words, kept ${percent(row.kept)}, extra ${percent(row.extra)}, ${row.leaks.length} marks ${JSON.stringify(row.leaks.slice(0, 6))} ${row.error ?? ''}`,
      );
    }
  }
}
