import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readmeAuthors } from '../../../scripts/demo/author.ts';
import { cleanReadme } from '../../../scripts/demo/readme.ts';

const readme = `<!-- note -->

# thing

[![Build][badge]][ci] ![logo](a.png)

Does [things][spec] to \`x\`.

## Contents

* [Use](#use)

## Install

npm install thing

### Deep

More.

## Use

It <b>works</b>.

\`\`\`js
[not][touched]
\`\`\`

## License

[MIT][license]

[badge]: https://example.com/badge.svg
[ci]: https://example.com/ci
[spec]: https://example.com/spec
`;

test('keeps a README’s own prose and code', () => {
  expect(cleanReadme(readme)).toEqual(['Does things to `x`.', '## Use', 'It works.', '```js\n[not][touched]\n```']);
});

test('groups READMEs by author, without the parts they repeat', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ownhand-test-'));
  try {
    const put = (name: string, author: unknown, body: string) => {
      mkdirSync(join(folder, name), { recursive: true });
      const json = { name, author, description: `about  ${name}`, keywords: ['k', name] };
      writeFileSync(join(folder, name, 'package.json'), JSON.stringify(json));
      writeFileSync(join(folder, name, 'Readme.md'), body);
    };
    const own = (name: string) => Array.from({ length: 80 }, (_, i) => `${name.replace(/\W/g, '')}${i}`).join(' ');
    const body = (name: string) =>
      `# ${name}\n\nAbout ${name}.\n\n${own(name)}\n\n## Boilerplate\n\nThe package ${name} is ESM only.\n`;
    for (const name of ['b-one', 'a-two', '@scope/c-three'])
      put(name, 'Jo Doe <jo@example.com> (https://example.com)', body(name));
    put('d-four', { name: 'Al Roe' }, body('d-four'));
    put('e-short', { name: 'Al Roe' }, '# e\n\nToo short.');
    put('f-none', undefined, body('f-none'));
    mkdirSync(join(folder, '.bin'));
    const authors = await readmeAuthors(folder);
    expect(authors.map(({ name, words }) => [name, words])).toEqual([
      ['Jo Doe', 240],
      ['Al Roe', 87],
    ]);
    expect(authors[0]!.items.map(({ id }) => id)).toEqual(['readme-@scope/c-three', 'readme-a-two', 'readme-b-one']);
    expect(authors[0]!.items[1]).toEqual({
      id: 'readme-a-two',
      date: null,
      title: 'about a-two',
      tags: ['k', 'a-two'],
      text: own('a-two'),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('finds an author with enough to learn from, and another, among the installed packages', {
  timeout: 120_000,
}, async () => {
  const [first, second] = await readmeAuthors(join(import.meta.dirname, '../../../node_modules'));
  expect(first!.items.length).toBeGreaterThanOrEqual(40);
  expect(first!.words).toBeGreaterThan(12_000);
  expect(second!.items.length).toBeGreaterThanOrEqual(5);
  expect(second!.words).toBeGreaterThan(5_000);
});
