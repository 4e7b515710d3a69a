import { task } from '../task.ts';
import { complete } from './complete.ts';
import { CONDITIONED_EVERY, completionExamples } from './examples.ts';
import { completeParams } from './params.ts';

export const completeTask = task({
  name: 'completion',
  params: completeParams,
  run: complete,
  lessons: { share: 0.4, examples: (item, maker) => completionExamples(item, maker, CONDITIONED_EVERY) },
});
