import { expect, it } from 'vitest';
import { foreignLanguage } from '../../../../src/core/tasks/complete/foreignLanguage.ts';

const TEXTS = {
  en: 'We turned the compost heap from the left bay to the right one and found the spoon that we had lost in March. Nothing else in this garden repays half an hour so well, and nothing else smells so honest about it.',
  de: 'Wir haben den Komposthaufen von der linken in die rechte Kammer umgesetzt und den Löffel gefunden, den wir im März verloren hatten. Nichts sonst in diesem Garten lohnt eine halbe Stunde so sehr.',
  pl: 'Przerzuciliśmy kompost z lewej komory do prawej i znaleźliśmy łyżkę, którą zgubiliśmy w marcu. Nic innego w tym ogrodzie nie wynagradza tak dobrze pół godziny pracy i nic nie pachnie tak uczciwie.',
};

it('is recognised in the text before the cursor, unless model or user know it', () => {
  const english = new Set(['en']);
  expect(foreignLanguage(TEXTS.en, english)).toBeNull();
  expect(foreignLanguage(TEXTS.de, english)).toBe('de');
  expect(foreignLanguage(TEXTS.pl, english)).toBe('pl');
  expect(foreignLanguage(TEXTS.de, new Set(['en', 'de']))).toBeNull();
  expect(foreignLanguage(TEXTS.de, undefined)).toBeNull();
});

it('is that of the current text, not of the document’s beginning', () => {
  expect(foreignLanguage(`${TEXTS.de}\n\n${TEXTS.en.repeat(3)}`, new Set(['en']))).toBeNull();
});

it('cannot be told from a few words', () => {
  expect(foreignLanguage('Der Garten ist schön und', new Set(['en']))).toBeNull();
});
