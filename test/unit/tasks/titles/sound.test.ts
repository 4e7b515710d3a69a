import { describe, expect, it } from 'vitest';
import { titleForm } from '../../../../src/core/tasks/titles/form.ts';
import { beginningOf, ownWordTitles } from '../../../../src/core/tasks/titles/ownWords.ts';
import { titleFault } from '../../../../src/core/tasks/titles/sound.ts';

const TEXT =
  'We moved the build from Jenkins to GitHub Actions in March 2021. The build now takes 4.5 minutes, and the caches are kept for 7 days.';

describe('what cannot be a title', () => {
  const ground = { text: TEXT, tags: ['ci', 'git-hub', 'linux'], titles: ['A Short Guide to Bazel', 'Moving house'] };
  const fault = (title: string) => titleFault(title, ground);

  it('numbers and years that are not in the text', () => {
    expect([fault('Our build in 2021'), fault('Our build in 2019'), fault('7 days of caches')]).toEqual([
      ...[null, 'number', null],
    ]);
    expect([fault('A build in 4.5 minutes'), fault('A build in 4 minutes'), fault('Build 2.0')]).toEqual([
      ...[null, 'number', 'number'],
    ]);
  });

  it('names that are not in the text, whether titles have capitals or not', () => {
    expect([fault('Moving from Jenkins to GitHub'), fault('Moving from Travis to GitHub')]).toEqual([null, 'name']);
    expect([fault('Moving The Build'), fault('GitLab for our build')]).toEqual([null, 'name']);
    // Words from the user's earlier titles, and words that titles use.
    expect([fault('The build: A Guide'), fault('The build with Bazel'), fault('Notes on the build')]).toEqual([
      ...[null, null, null],
    ]);
  });

  it('tags and slugs', () => {
    expect([fault('ci'), fault('Linux'), fault('#build'), fault('ci, linux'), fault('moving-the-build')]).toEqual([
      ...['slug', 'slug', 'slug', 'slug', 'slug'],
    ]);
    expect(fault('Long-lived caches')).toBe(null);
    expect(fault('Builds, caches and minutes')).toBe(null);
  });

  it('words of the language are not names, and words in neither text nor language are a guess', () => {
    const isOrdinary = (word: string) => ['teaches', 'summer', 'caches'].includes(word);
    const told = { text: 'A boot camp teaches students Python in July.', isOrdinary };
    const faults = (titles: string[]) => titles.map((title) => titleFault(title, told));
    expect(
      faults(['A Summer Bootcamp for Students', 'A Summer in Travis Students', 'Summer camp for students']),
    ).toEqual([null, 'name', null]);
    expect(faults(['Students and the bootstrop', 'Studentships for camp'])).toEqual(['name', 'name']);
  });

  it('markup that was copied, and what breaks off at an abbreviation', () => {
    const faults = ['The build](https://ci.example) moved', '> The build', 'The `build`', 'www.build.example'].map(
      fault,
    );
    expect(faults).toEqual(['markup', 'markup', 'markup', 'markup']);
    expect([fault('The No.'), fault('U.S.'), fault('The build moved to GitHub Actions in March.')]).toEqual([
      'end',
      'end',
      null,
    ]);
  });

  it('titles that say nothing about the text', () => {
    expect([fault('Introduction'), fault('Weekly update'), fault('Some thoughts')]).toEqual([
      'words',
      'words',
      'words',
    ]);
    expect([fault('The future of healthcare'), fault('The future of the build')]).toEqual(['words', null]);
    const letter = { text: 'Hey Rick,\n\nIt is great to hear from you.' };
    expect([titleFault('Hey Rick', letter), titleFault('Hey, great to hear', letter)]).toEqual(['words', 'words']);
    expect(titleFault('Hey Rick', { ...letter, titles: ['Hi Anna'] })).toBe(null);
    // Unless the user titles like that.
    const user = { text: TEXT, titles: ['Weekly update'] };
    expect(titleFault('Weekly Update', user)).toBe(null);
  });

  it('a line that says one thing twice, or breaks off', () => {
    expect([fault('The build: the build'), fault('Build build build'), fault('The build and the build')]).toEqual([
      ...['twice', 'twice', 'twice'],
    ]);
    expect([fault('How we moved the'), fault('Moving the build:'), fault('The build (again'), fault('…')]).toEqual([
      ...['end', 'end', 'end', 'end'],
    ]);
    expect(fault('What we moved, and why')).toBe(null);
    expect(fault('Cache the cached build')).toBe(null);
    expect(fault('The build builds for days')).toBe('twice');
  });
});

describe('titles found in the text itself', () => {
  it('are its heading, a short first sentence, and what it repeats', () => {
    const text = '## Moving the build\n\nWe moved it at last. Build caches are odd. We keep build caches for days.';
    expect(ownWordTitles(text)).toEqual(['Moving the build', 'We moved it at last', 'Build caches']);
  });

  it('are never pieces of sentences, even if repeated', () => {
    const text =
      'What she then realized I wanted was a rest in the garden. Then he realized I wanted more. The end of days is not the end of days.';
    expect(ownWordTitles(text)).toEqual(['End of days']);
  });

  it('are capitalised like the user’s titles, and missing in an empty text', () => {
    const habits = { words: 4, sentenceCase: 0.1, colon: 0, question: 0, openings: [] };
    const text =
      'Nobody likes it when the old garden wall falls over in winter storms and rain. That garden wall again.';
    expect(ownWordTitles(text, habits)).toEqual(['Garden Wall']);
    expect(ownWordTitles('')).toEqual([]);
  });

  it('are its beginning if there is nothing else', () => {
    expect(beginningOf('We moved the build from Jenkins to GitHub Actions in March, at last.')).toBe(
      'We moved the build from Jenkins to GitHub Actions',
    );
    expect(beginningOf('What it is and of what a much longer text would go on')).toBe(
      'What it is and of what a much longer',
    );
    expect(beginningOf('Hey Rick,\n\nThe wedding is in August.')).toBe('The wedding is in August');
    expect(beginningOf('')).toBe(null);
  });

  it('are never a long sentence, or one that is cut off', () => {
    expect(ownWordTitles('This goes on and on and on for more words than any title has, as you see.')).toEqual([]);
    expect(ownWordTitles('No end here')).toEqual([]);
  });
});

describe('the form of titles', () => {
  const form = titleForm(['How to Bake Bread', 'How to Mend a Wall', 'How to Sail: a Guide', 'On Walls']);

  it('is likelier if earlier titles have it', () => {
    expect(form('How to Plant Roses')).toBeGreaterThan(form('Planting roses in the garden'));
    expect(form('How to Plant Roses')).toBeGreaterThan(form('Why plant Roses?'));
  });

  it('says nothing if there are no earlier ones', () => {
    expect(titleForm([])('How to Plant Roses')).toBe(0);
  });
});
