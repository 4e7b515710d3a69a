import { nextBorder } from '../../text/sentences.ts';
import { type Count, cutEnd, oneLine, type Prompt } from '../promptParts.ts';

/** What a completion is made from. */
export interface CompleteInput {
  /** The document's text before the cursor, without front matter. */
  before: string;
  title?: string;
  tags?: string[];
  /** Passages of the user's earlier writing, best first. */
  snippets: string[];
  /** The profile's prose; empty for none. */
  profile: string;
}

/** Lengths in tokens. The text before the cursor gets what title, profile and passages leave free. */
export interface CompleteBudget {
  /** The whole prompt. */
  context: number;
  profile: number;
  snippets: number;
  title: number;
}

export const COMPLETE_BUDGET: CompleteBudget = { context: 512, profile: 64, snippets: 96, title: 32 };

/**
 * A long text is cut on its left only every this many characters: during typing the prompt then keeps its beginning,
 * and the model's keys and values for it stay valid.
 */
const STEP = 320;

/** How a prompt begins: everything before the document's text, and the character at which that text begins. */
export interface Beginning {
  preamble: string;
  start: number;
}

/** A prompt; `lead` is the white space that a continuation begins with. */
export interface CompletePrompt extends Prompt {
  lead: string;
  beginning: Beginning;
}

/**
 * The prompt whose continuation is the text at the cursor:
 * profile ⏎⏎ passage ⏎⏎ passage ⏎⏎ # Title ⏎⏎ text before the cursor
 * Parts that are empty are left out, and so are passages that do not fit. White space at the very end is left off,
 * because the model has not learned to continue after a token of white space: `lead` is what was left off, and a
 * continuation must begin with it.
 */
export function completePrompt(input: CompleteInput, budget: CompleteBudget, count: Count): CompletePrompt {
  const { document, lead } = splitEnd(input.before);
  const parts: string[] = [];
  const profile = cutEnd(oneLine(input.profile), budget.profile, count);
  if (profile !== '') parts.push(profile);
  let left = budget.snippets;
  for (const snippet of input.snippets.map(oneLine)) {
    const tokens = count(`${snippet}\n\n`);
    if (snippet === '' || tokens > left) continue;
    left -= tokens;
    parts.push(snippet);
  }
  const title = cutEnd(oneLine(input.title ?? ''), budget.title, count);
  if (title !== '' && !opensWith(document, title)) parts.push(`# ${title}`);
  const preamble = parts.map((part) => `${part}\n\n`).join('');
  const text = tailOf(document, budget.context - count(preamble), count);
  return { prompt: preamble + text, lead, beginning: { preamble, start: document.length - text.length } };
}

/**
 * The prompt for a text that has grown since, with the same beginning, so that what was read need not be read again.
 */
export function promptFrom({ preamble, start }: Beginning, before: string): CompletePrompt {
  const { document, lead } = splitEnd(before);
  return { prompt: preamble + document.slice(start), lead, beginning: { preamble, start } };
}

function splitEnd(before: string): { document: string; lead: string } {
  const document = before.trimEnd();
  return { document, lead: before.slice(document.length) };
}

/** The document already has its title as its first heading. */
function opensWith(document: string, title: string): boolean {
  return /^#\s+(.+)/.exec(document.trimStart())?.[1]?.trim() === title;
}

/** The end of the text, from the beginning of a sentence, within the budget. */
function tailOf(text: string, budget: number, count: Count): string {
  if (budget <= 0) return '';
  const most = budget * 12;
  const borders = bordersOf(text, Math.max(0, text.length - most));
  // Piece by piece from the end: all but the last are those of the keystroke before, which `count` may remember.
  let [at, used] = [borders.length, 0];
  for (let end = text.length; at > 0; at--) {
    const length = count(text.slice(borders[at - 1], end));
    if (used + length > budget) break;
    used += length;
    end = borders[at - 1];
  }
  // Together they may take a token more or less per piece than one by one.
  const isClose = used + borders.length - at > budget;
  while (isClose && at < borders.length && count(text.slice(borders[at])) > budget) at++;
  if (at < borders.length) return text.slice(borders[at]);
  return lastWords(text.slice(-most), budget, count);
}

/** Sentence beginnings to cut at: 0, then the first after each multiple of the step, from `from` on. */
function bordersOf(text: string, from: number): number[] {
  const borders: number[] = from === 0 ? [0] : [];
  for (let at = Math.max(STEP, Math.ceil(from / STEP) * STEP); at < text.length; at += STEP) {
    const border = nextBorder(text, at);
    if (border < text.length && border > (borders.at(-1) ?? -1)) borders.push(border);
  }
  return borders;
}

/** For a text without a border near its end: as many of its last words as fit, or the last characters of one word. */
function lastWords(text: string, budget: number, count: Count): string {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (count(text.slice(middle)) <= budget) high = middle;
    else low = middle + 1;
  }
  const word = /\s/.exec(text.slice(low, low + 200));
  const start = low === 0 || !word ? low : low + word.index + 1;
  const code = text.charCodeAt(start);
  return text.slice(code >= 0xdc00 && code <= 0xdfff ? start + 1 : start);
}
