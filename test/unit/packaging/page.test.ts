/** The extension's page: what it shows and links to is in the package. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PAGE } from '../../../scripts/packaging/stage.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const page = fs.readFileSync(path.join(ROOT, PAGE), 'utf8');
const shipped = fs
  .readFileSync(path.join(ROOT, '.vscodeignore'), 'utf8')
  .split('\n')
  .flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? []);

it('shows only pictures that ship, and links nowhere else', () => {
  const targets = [...page.matchAll(/\]\(([^)]+)\)|\b(?:src|href)="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source,
  );
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) {
    expect(fs.existsSync(path.join(ROOT, target)), target).toBe(true);
    expect(shipped).toContain(target);
  }
});

it('is for writers: no commands to type, and no technical terms', () => {
  expect(page).not.toMatch(/\bnpm\b|\bgit\b|node_modules/);
  expect(page.replace(/_[^_]+_/g, '')).not.toMatch(/\b(?:adapter|mine|rank|nats|bits per byte|glob)s?\b/i);
});

it('says what every page of its kind says', () => {
  const parts = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(parts).toEqual(['What it does', 'Your writing stays with you', 'Start', 'Keys', 'Questions']);
});
