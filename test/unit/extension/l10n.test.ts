/** Every translation is complete: no text is missing, none is left over, and placeholders are kept. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../../..');
type Texts = Record<string, string>;

function read(file: string): Texts {
  return JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8')) as Texts;
}

const bundles = fs
  .readdirSync(path.join(ROOT, 'l10n'))
  .filter((name) => /^bundle\.l10n\..+\.json$/.test(name) && name !== 'bundle.l10n.json');
const manifests = fs
  .readdirSync(ROOT)
  .filter((name) => /^package\.nls\..+\.json$/.test(name) && name !== 'package.nls.json');

const kept = (text: string) => [...text.matchAll(/\{\d\}|\(command:[\w.]+\)|`[^`]+`/g)].map(([part]) => part).sort();

describe.each([
  ...bundles.map((name) => ({ name: `l10n/${name}`, english: 'l10n/bundle.l10n.json' })),
  ...manifests.map((name) => ({ name, english: 'package.nls.json' })),
])('$name', ({ name, english }) => {
  const [from, to] = [read(english), read(name)];

  it('has every text and no other', () => {
    expect(Object.keys(to).sort()).toEqual(Object.keys(from).sort());
    for (const [key, text] of Object.entries(to)) expect(text.trim(), key).not.toBe('');
  });

  it('has the same placeholders, and links to the same commands', () => {
    for (const [key, text] of Object.entries(to)) expect(kept(text), key).toEqual(kept(from[key] ?? ''));
  });
});

it('exists, in both forms', () => {
  expect(bundles).toContain('bundle.l10n.de.json');
  expect(manifests).toContain('package.nls.de.json');
});
