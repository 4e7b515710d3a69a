import { ENGINE_SENTENCES } from './engineSentences.ts';

/** Translations of texts by the English ones, as VS Code loads them. */
export type Translations = Readonly<Record<string, string>>;

interface Template {
  text: string;
  pattern: RegExp;
}

/** The most definite first: a sentence can fit several. */
const TEMPLATES: readonly Template[] = ENGINE_SENTENCES.map((text) => ({ text, pattern: patternOf(text) })).sort(
  (a, b) => literal(b.text) - literal(a.text),
);

/**
 * A sentence of the engine in the editor's language, as are those of its parts that are sentences of the engine too.
 * @param said in the editor's words
 * @returns null for one that is not among them
 */
export function translatedSentence(said: string, translations: Translations | undefined): string | null {
  for (const { text, pattern } of TEMPLATES) {
    const match = pattern.exec(said);
    if (!match) continue;
    if (!translations) return said;
    const filled = match.slice(1).map((part) => translatedSentence(part, translations) ?? part);
    return (translations[text] ?? text).replace(/\{(\d)\}/g, (_, number) => filled[Number(number)] ?? '');
  }
  return null;
}

/** Numbers in braces stand for what is filled in, in the order of the numbers. */
function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\\\{\d\\\}/g, '(.+?)')}$`, 's');
}

function literal(text: string): number {
  return text.replace(/\{\d\}/g, '').length;
}
