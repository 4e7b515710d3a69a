import { expect, test } from 'vitest';
import { hashtags } from '../../../src/core/text/hashtags.ts';
import { languageOf } from '../../../src/core/text/language.ts';
import { countWords, proseOf } from '../../../src/core/text/prose.ts';

test.each([
  ['en', 'The morning was quiet and the river moved slowly past the old mill, where nobody had worked for years.'],
  ['de', 'Am Morgen war es still, und der Fluss zog langsam an der alten Mühle vorbei, in der niemand mehr arbeitete.'],
  ['fr', "Le matin était calme et la rivière passait lentement devant le vieux moulin où personne n'avait travaillé."],
  ['ja', '朝は静かで、川は古い水車小屋のそばをゆっくり流れていました。'],
  [null, 'Hello there.'],
  [null, '42 — 17 — 2021 !!! 1234567890 1234567890 1234567890'],
  [null, ''],
])('the language is %s', (language, text) => {
  expect(languageOf(text)).toBe(language);
});

test('the language is that of the prose, not of the code before it', () => {
  const code = '```js\nconst value = function () { return someOtherFunction(value, index); };\n```\n\n';
  expect(languageOf(`${code}Der Fluss zog langsam an der alten Mühle vorbei, in der niemand mehr arbeitete.`)).toBe(
    'de',
  );
});

test('hashtags come from prose: not from headings, code, colours, links or issue numbers', () => {
  const text = `# Heading #not\n\nUnder #not\n=====\n\nOn #Trains, (see #slow-travel) and a #café, a #decade of #x2 #ffcc00 #fff #abcdef.
Fixed #123 and owner/repo#not, [link](#not), https://example.com/#not, \`#not\`, colour:#not, C#, &#x27;

    #include <not>

\`\`\`c
#define not
\`\`\`
`;
  expect(hashtags(text)).toEqual(['trains', 'slow-travel', 'café', 'decade', 'x2']);
});

test('formulas are not prose; sums of money and code are', () => {
  const text =
    'Where $x = y^2$ and $$\n\\int f\n$$ hold, \\(a+b\\) too; \\[\nc\n\\] it cost $5, or 10$ less, `$HOME` and `a$b`.';
  expect(proseOf(text)).toBe('Where  and  hold,  too;  it cost $5, or 10$ less, $HOME and a$b.');
  expect(countWords('Between $5 and $10 it is.')).toBe(6);
  expect(proseOf('Open $x and nothing more.\n\nNext $y.')).toBe('Open $x and nothing more.\n\nNext $y.');
});
