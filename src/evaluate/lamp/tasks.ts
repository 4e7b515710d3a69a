import type { LampProfileItem, LampQuestion } from './files.ts';
import type { LampName } from './names.ts';

/** The content of a question, taken out of the benchmark's sentence. */
export type LampAsked =
  /** Which of two papers is cited by one of this author's (LaMP-1). */
  | { kind: 'choice'; title: string; references: [string, string] }
  /** Which label fits (LaMP-2: tag of a film, or category of an article; LaMP-3: stars of a review). */
  | { kind: 'label'; text: string; labels: string[] }
  /** A title for a text (LaMP-4: article, LaMP-5: abstract, LaMP-6: e-mail). */
  | { kind: 'title'; text: string }
  /** The text as this person would have put it (LaMP-7: a tweet). */
  | { kind: 'paraphrase'; text: string };

/** An item of a profile as a line of a `.jsonl` that is mined. */
export interface LampItem {
  id: string;
  date: string | null;
  title: string;
  tags: string[];
  text: string;
}

const SCORES = ['1', '2', '3', '4', '5'];

/** Takes apart the sentence in which the benchmark asks. A different sentence counts as the text itself. */
export function lampAsked(task: LampName, { input }: Pick<LampQuestion, 'input'>): LampAsked {
  const text = input.trim();
  switch (task) {
    case 'LaMP-1': {
      const title = /title ["“](.*?)["”], which/s.exec(text)?.[1] ?? text;
      const references = /\[1\]:\s*["“]?(.*?)["”]?\s*\[2\]:\s*["“]?(.*?)["”]?\s*$/s.exec(text);
      return { kind: 'choice', title, references: [references?.[1] ?? '', references?.[2] ?? ''] };
    }
    case 'LaMP-2': {
      const parts = /(?:tags|categories):\s*\[(.*?)\]\s*(?:description|article):\s*(.*)$/s.exec(text);
      const labels = parts?.[1].split(',').map((label) => label.trim()) ?? [];
      return { kind: 'label', text: parts?.[2] ?? text, labels };
    }
    case 'LaMP-3':
      return { kind: 'label', text: after(text, /review:\s*/), labels: SCORES };
    case 'LaMP-7':
      return { kind: 'paraphrase', text: after(text, /before or after it:\s*/) };
    default:
      return { kind: 'title', text: after(text, /(?:article|paper|email|e-mail):\s*/) };
  }
}

/** An item of a profile in its author's words; null for one without a text. */
export function lampItem(item: LampProfileItem, index: number): LampItem | null {
  const field = (...names: string[]) => {
    const value = names.map((name) => item[name]).find((known) => known !== undefined && known !== null);
    return value === undefined ? '' : String(value).trim();
  };
  const text = field('text', 'description', 'abstract');
  if (text === '') return null;
  const label = field('tag', 'category', 'score');
  // Some dates are a year alone.
  const date = /^\d{4}$/.test(field('date')) ? `${field('date')}-01-01` : field('date');
  return {
    id: field('id') || String(index),
    date: date.slice(0, 10) || null,
    title: field('title'),
    tags: label === '' ? [] : [label],
    text,
  };
}

/** What comes after the first match; everything if there is none. */
function after(text: string, mark: RegExp): string {
  const found = mark.exec(text);
  return found ? text.slice(found.index + found[0].length) : text;
}
