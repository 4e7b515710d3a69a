import fs from 'node:fs';
import { OwnhandError } from '../../src/core/support/errors.ts';

/**
 * Compares the figures of two reports, whatever versions and times they are from.
 * @param files two `study.json`
 * @returns whether they are the same
 */
export function verify(files: readonly string[]): boolean {
  if (files.length !== 2) throw new OwnhandError('bad-input', 'Give two study.json files to compare.');
  const [a, b] = files.map((file) => {
    const { commits: _, ...figures } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    return flat(figures);
  });
  const names = [...new Set([...a.keys(), ...b.keys()])];
  const differing = names.filter((name) => a.get(name) !== b.get(name));
  for (const name of differing.slice(0, 20)) console.log(`${name}: ${a.get(name)} and ${b.get(name)}`);
  console.log(
    differing.length === 0
      ? `The same: all ${names.length} figures.`
      : `${differing.length} of ${names.length} figures differ.`,
  );
  return differing.length === 0;
}

/** Every value of a JSON document by its path. */
function flat(value: unknown, at = '', out = new Map<string, unknown>()): Map<string, unknown> {
  if (value === null || typeof value !== 'object') return out.set(at, value);
  for (const [key, inner] of Object.entries(value)) flat(inner, at === '' ? key : `${at}.${key}`, out);
  return out;
}
