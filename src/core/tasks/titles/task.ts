import { documentOf } from '../../readers/document.ts';
import { choiceParams } from '../documentParams.ts';
import { task } from '../task.ts';
import { titleExamples } from './examples.ts';
import { suggestTitles } from './titles.ts';

export const titlesTask = task({
  name: 'title',
  params: choiceParams,
  run: (writer, { text, n }, _about, signal) => suggestTitles(writer, documentOf(text).body, n, signal),
  command: {
    about: 'suggests titles for a text',
    n: 3,
    lines: ({ titles }) => titles.map(({ text }) => text),
  },
  lessons: { share: 0.3, examples: titleExamples },
  measured: {
    own: ({ title }) => title.trim(),
    suggest: async (writer, { text }, _about, signal) =>
      (await suggestTitles(writer, text, 1, signal)).titles[0]?.text ?? '',
  },
});
