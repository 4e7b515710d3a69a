import { expect, test } from 'vitest';
import { sentencesOf } from '../../../src/core/text/sentences.ts';

const parted = (text: string) => sentencesOf(text).map((sentence) => sentence.text.trim());

test.each([
  [['He lives near the U.S. Senate building.', 'Next one.']],
  [['Am 3. Oktober war es.', 'Nächster Satz.']],
  [['Smith et al. Found it.', 'They left.']],
  [['She came at 5 p.m.', 'The door was shut.']],
  [['Wir kauften z. B. Äpfel, Birnen usw. und gingen.', 'Dann war es Nacht.']],
  [['He has a Ph.D. from Bonn.', 'It hangs on the wall.']],
  [['It is in Fig. 3.', 'See also Eq. 4.']],
  [['It was 1984.', 'It rained.']],
  [['这是第一句话。', '这是第二句！', '第三句？']],
  [['मैं घर गया।', 'वह आई।']],
  [['Was I wrong?', 'Maybe.']],
  [['I saw the Sun.', 'It set.']],
])('%j', (...args) => {
  const sentences = args.flat();
  const joint = /[。！？]$/.test(sentences[0]!) ? '' : ' ';
  expect(parted(sentences.join(joint))).toEqual(sentences);
});

test('sentences joined are the text', () => {
  const text = 'Dr. No, e.g. in the U.S. Navy. Am 3. Mai.\n\nNo. 5 is alive. 好。再见。';
  expect(
    sentencesOf(text)
      .map((sentence) => sentence.text)
      .join(''),
  ).toBe(text);
});
