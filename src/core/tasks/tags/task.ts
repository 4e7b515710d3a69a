import { documentOf } from '../../readers/document.ts';
import { choiceParams } from '../documentParams.ts';
import { task } from '../task.ts';
import { tagExamples } from './examples.ts';
import { suggestTags } from './tags.ts';

export const tagsTask = task({
  name: 'tags',
  params: choiceParams,
  run: (writer, { text, n }, about, signal) => {
    const { title, body } = documentOf(text);
    return suggestTags(writer, { text: body, title }, [...(writer.usedTags ?? [])], n, about, signal);
  },
  command: {
    about: 'suggests tags for a text',
    n: 5,
    lines: ({ tags }) => tags.map((each) => `${each.text}${each.new ? ' (new)' : ''}`),
  },
  lessons: { share: 0.27, examples: tagExamples },
});
