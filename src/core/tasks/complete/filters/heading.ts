import { sentenceEnd } from '../../../text/sentenceEnd.ts';
import { lastLine, type SuggestionFilter } from './filter.ts';

/** A heading being written: Markdown, AsciiDoc and Typst, or LaTeX. One star is a list in all but Org, so it is none. */
const IN_HEADING = /^(?:#{1,6}|={1,6})[ \t]|\\(?:title|part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\{[^}]*$/;
const HEADING_MARK = /^(?:#{1,6}|={1,6})[ \t]/;

/** Ends the suggestion with the heading that it is for: one phrase, without a full stop and without text after it. */
export const keepHeading: SuggestionFilter = (text, { before }) => {
  if (!IN_HEADING.test(lastLine(before))) return { text };
  const phrase = text.replace(/[}\r\n].*$/s, '');
  const end = sentenceEnd(phrase);
  const first = end < 0 ? phrase : phrase.slice(0, end);
  return { text: first.replace(/(?<![.\s])\.\s*$/u, '') };
};

/** Hides a heading where none was begun: how a text is divided is its writer's to say. */
export const noNewHeading: SuggestionFilter = (text, { before }) =>
  lastLine(before).trim() === '' && HEADING_MARK.test(text.trimStart()) ? { hidden: 'starts-heading' } : { text };
