/**
 * Keeps `l10n/bundle.l10n.json`, which translators start from, in step with the texts in the source: every text of
 * `l10n.t` is in it and every sentence of the engine that a writer may meet, and nothing else.
 *
 *     node scripts/checks/l10n.mjs [--write]
 *
 * Without `--write` it only compares.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ENGINE_SENTENCES } from '../../src/extension/support/engineSentences.ts';

const BUNDLE = 'l10n/bundle.l10n.json';

const files = ['src/extension', 'webview'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);

const problems = [];
const texts = new Set(ENGINE_SENTENCES);
for (const file of files) {
  const source = readFileSync(file, 'utf8');
  const found = [...source.matchAll(/\bl10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  const calls = source.match(/\bl10n\.t\(/g)?.length ?? 0;
  if (calls !== found.length) problems.push(`${file} gives l10n.t something else than a text`);
  for (const [, single, double] of found) texts.add((single ?? double).replace(/\\(.)/g, '$1'));
}

const sorted = [...texts].sort((a, b) => (a < b ? -1 : 1));
const wanted = `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), null, 2)}\n`;
if (process.argv.includes('--write')) {
  writeFileSync(BUNDLE, wanted);
} else if (readFileSync(BUNDLE, 'utf8') !== wanted) {
  problems.push(`${BUNDLE} is not what the source says; run npm run format`);
}

for (const problem of problems) console.error(problem);
console.log(`texts: ${texts.size}, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
