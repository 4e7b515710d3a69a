import * as v from 'valibot';
import { count, text, word } from '../text/fields.ts';

/** Of a task for a whole document. */
export const documentParams = v.object({ text, source: v.optional(word) });
/** Of one that gives several answers to choose from. */
export const choiceParams = v.object({ ...documentParams.entries, n: count(1, 100) });
