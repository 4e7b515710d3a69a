import { expect, it } from 'vitest';
import { isDraft } from '../../../src/core/notes/draft.ts';
import { isSure } from '../../../src/core/tasks/tags/sure.ts';

it('a draft is recognised by its front matter or its folder', () => {
  const named = (line: string) => isDraft(`---\ntitle: A\n${line}\n---\nBody.`, 'notes/a.md');
  expect(['draft: true', 'Draft: "yes"', 'published: false', 'publish: false', 'status: draft'].map(named)).toEqual([
    ...[true, true, true, true, true],
  ]);
  expect(['draft: false', 'published: true', 'status: done', 'x: draft'].map(named)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([
    isDraft('Body.', '/n/_drafts/a.md'),
    isDraft('Body.', 'n\\drafts\\a.md'),
    isDraft('draft: true', '/n/a.md'),
  ]).toEqual([...[true, true, false]]);
});

it('a tag is sure from a certain share on, and never if it is new', () => {
  expect([
    isSure({ score: 0.2, new: false }),
    isSure({ score: 0.19, new: false }),
    isSure({ score: 0.9, new: true }),
  ]).toEqual([...[true, false, false]]);
});
