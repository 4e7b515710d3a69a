/** Titles found in the text itself: its first heading, a short first sentence, and phrases that it repeats. */

import type { Habits } from '../../profile/habits.ts';
import { plainWords, stem } from '../../retrieval/query.ts';
import { proseOf } from '../../text/prose.ts';
import { sentencesOf } from '../../text/sentences.ts';
import { GREETING } from './sound.ts';

/** Words of a title. */
const WORDS = { least: 2, most: 9 };
/** Words of a repeated phrase, and how often it must occur. */
const PHRASE = { most: 4, times: 2 };
/** Characters read: a title is about the beginning more than about the end. */
const READ = 6000;
/** Little words that names and subjects have inside; with others, as in "realized I wanted", it is a piece of a sentence. */
const LINKS = new Set(['of', 'and', 'for', 'the', 'in', 'on', 'to', 'with', 'a', 'an']);
/** Number of phrases returned. */
const PHRASES = 2;

/**
 * Titles made of the text's own words, which cannot contain anything wrong. They are capitalised like the user's
 * titles.
 * @param markdown the document's text
 */
export function ownWordTitles(markdown: string, habits?: Habits['title']): string[] {
  const text = markdown.slice(0, READ);
  const prose = proseOf(text);
  const titles = [...headingsOf(text), ...firstSentence(prose)].map(whole).filter(fits);
  for (const phrase of phrasesOf(prose)) titles.push(inCase(phrase, habits));
  const seen = new Set<string>();
  return titles.filter((title) => !seen.has(title.toLowerCase()) && seen.add(title.toLowerCase()));
}

/** The beginning of the first sentence that can stand alone, if nothing else can be a title. */
export function beginningOf(markdown: string): string | null {
  const clauses = proseOf(markdown.slice(0, READ)).split(/[.,;:!?()\n]+|\s[–—-]\s/);
  const clause = clauses.find((each) => each.trim() !== '' && !GREETING.test(each.trim())) ?? clauses[0];
  const words = whole(clause).split(' ').slice(0, WORDS.most);
  while (words.length > 1 && !isContent(words.at(-1)!)) words.pop();
  return words.join(' ') || null;
}

function headingsOf(markdown: string): string[] {
  const heading = /^ {0,3}#{1,3}[ \t]+(\S[^\n]*?)[ \t#]*$/m.exec(markdown)?.[1];
  return heading === undefined ? [] : [heading.replace(/[*_`]|\[([^\]]*)\]\([^)]*\)/g, '$1').trim()];
}

function firstSentence(prose: string): string[] {
  const [first] = sentencesOf(prose.slice(0, 400));
  const text = first?.text.replace(/\s+/g, ' ').trim() ?? '';
  // A question keeps its mark, and a title that ends in mid-sentence is not one.
  return /[.!?]["”’)]*$/.test(text) ? [text.replace(/[.!]+$/, '')] : [];
}

function whole(title: string): string {
  return title.replace(/\s+/g, ' ').trim();
}

function fits(title: string): boolean {
  const words = title.split(' ').length;
  return words >= WORDS.least && words <= WORDS.most;
}

/** The neighbouring words that recur most, without a little word at either end; longer ones before their parts. */
function phrasesOf(prose: string): string[] {
  const counts = new Map<string, { text: string; times: number; words: number }>();
  for (const clause of prose.split(/[.,;:!?()"“”\n]+|\s[–—-]\s/)) {
    const words = clause.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’+#-]*/gu) ?? [];
    for (let from = 0; from < words.length; from++) {
      for (let length = 2; length <= PHRASE.most && from + length <= words.length; length++) {
        const part = words.slice(from, from + length);
        if (!isContent(part[0]) || !isContent(part[length - 1])) continue;
        if (part.slice(1, -1).some((word) => !isContent(word) && !LINKS.has(word.toLowerCase()))) continue;
        const key = part.map((word) => stem(word.toLowerCase())).join(' ');
        const known = counts.get(key) ?? { text: part.join(' '), times: 0, words: length };
        known.times++;
        counts.set(key, known);
      }
    }
  }
  const worth = ({ times, words }: { times: number; words: number }) => times * (words - 0.5);
  const ranked = [...counts.values()].filter(({ times }) => times >= PHRASE.times).sort((a, b) => worth(b) - worth(a));
  const out: string[] = [];
  for (const { text } of ranked) {
    if (out.length >= PHRASES) break;
    const lower = text.toLowerCase();
    if (!out.some((other) => other.toLowerCase().includes(lower) || lower.includes(other.toLowerCase())))
      out.push(text);
  }
  return out;
}

function isContent(word: string): boolean {
  return plainWords(word).length > 0 && !/^\d+$/.test(word);
}

/** Capitalised at the beginning, or on every content word, as the user titles. */
function inCase(phrase: string, habits?: Habits['title']): string {
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const words = phrase.split(' ');
  const each = habits !== undefined && habits.sentenceCase < 0.5;
  return words.map((word, at) => (at === 0 || (each && isContent(word)) ? capital(word) : word)).join(' ');
}
