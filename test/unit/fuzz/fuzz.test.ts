import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { mutatedBytes } from '../../fuzz/mutations.ts';
import { runTarget } from '../../fuzz/run.ts';
import { TARGETS } from '../../fuzz/targets.ts';
import { scratch } from '../tiny.ts';

async function outcomeOf(target: Parameters<typeof runTarget>[0], cases: number) {
  const folder = scratch();
  try {
    return await runTarget(target, { cases, seed: 7, scratch: folder });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test.each(TARGETS.map((target) => [target.name, target] as const))(
  '%s: everything read ends with a value or a sentence',
  async (_, target) => {
    const { fault, cases } = await outcomeOf(target, Math.ceil(40 * (target.share ?? 1)));
    expect(fault).toBeNull();
    expect(cases).toBeGreaterThan(0);
  },
);

test('the runner tells faults from refusals', async () => {
  const inputs = mutatedBytes([Buffer.from('{"a": [1, 2, 3]}')]);
  const what = async (read: (input: Buffer, folder: string) => unknown) =>
    (await outcomeOf({ name: 'a target', inputs, read }, 30)).fault?.what;
  expect(await what(() => {})).toBeUndefined();
  expect(
    await what(() => {
      throw new OwnhandError('bad-input', 'This is no list; give another file.');
    }),
  ).toBeUndefined();
  expect(await what((input) => JSON.parse(input.toString('utf8')))).toContain('SyntaxError');
  expect(
    await what(() => {
      throw new OwnhandError('bad-input', 'two\nlines');
    }),
  ).toContain('no sentence');
  expect(await what((_, folder) => fs.writeFileSync(path.join(folder, '..', 'x'), ''))).toContain('outside');
  expect(await what(() => new Float32Array(1 << 27).length)).toContain('MB');
});
