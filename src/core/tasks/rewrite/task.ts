import { documentParams } from '../documentParams.ts';
import { task } from '../task.ts';
import { rewriteExamples } from './examples.ts';
import { rewrite } from './rewrite.ts';

export const rewriteTask = task({
  name: 'rewrite',
  params: documentParams,
  run: (writer, { text }, about, signal) => rewrite(writer, text, about, signal),
  lessons: { share: 0.03, examples: rewriteExamples },
});
