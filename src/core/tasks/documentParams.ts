import * as v from 'valibot';
import { count, text, word } from '../text/fields.ts';

/** For a task on a whole document. */
export const documentParams = v.object({ text, source: v.optional(word) });
/** For a task that offers several answers. */
export const choiceParams = v.object({ ...documentParams.entries, n: count(1, 100) });
