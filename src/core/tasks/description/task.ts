import { documentOf } from '../../readers/document.ts';
import { choiceParams } from '../documentParams.ts';
import { task } from '../task.ts';
import { suggestDescriptions } from './describe.ts';
import { descriptionExamples } from './examples.ts';

export const descriptionTask = task({
  name: 'description',
  params: choiceParams,
  run: (writer, { text, n }, about, signal) => suggestDescriptions(writer, documentOf(text).body, n, about, signal),
  command: {
    about: 'suggests descriptions of a text, of a sentence or two, for its front matter',
    n: 3,
    lines: ({ descriptions }) => descriptions.map(({ text }) => text),
  },
  lessons: { share: 0.1, examples: descriptionExamples },
  measured: {
    own: ({ description }) => description ?? '',
    suggest: async (writer, { text }, about, signal) =>
      (await suggestDescriptions(writer, text, 1, about, signal)).descriptions[0]?.text ?? '',
  },
});
