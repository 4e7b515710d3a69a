import { sentenceEnd } from '../../../text/sentenceEnd.ts';
import { lastLine, type SuggestionFilter } from './filter.ts';

/**
 * A heading being written: Markdown, AsciiDoc and Typst, or LaTeX. One star is a list in everything but Org, so it is
 * no heading here.
 */
const IN_HEADING = /^(?:#{1,6}|={1,6})[ \t]|\\(?:title|part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\{[^}]*$/;
const HEADING_MARK = /^(?:#{1,6}|={1,6})[ \t]/;

/** Ends the suggestion at the end of the heading: one phrase, without a full stop and without text after it. */
export const keepHeading: SuggestionFilter = (text, { before }) => {
  if (!IN_HEADING.test(lastLine(before))) return { text };
  const phrase = text.replace(/[}\r\n].*$/s, '');
  const end = sentenceEnd(phrase);
  const first = end < 0 ? phrase : phrase.slice(0, end);
  return { text: first.replace(/(?<![.\s])\.\s*$/u, '') };
};

/** Hides a heading that the writer did not begin: the writer decides how a text is divided. */
export const noNewHeading: SuggestionFilter = (text, { before }) =>
  lastLine(before).trim() === '' && HEADING_MARK.test(text.trimStart()) ? { hidden: 'starts-heading' } : { text };
