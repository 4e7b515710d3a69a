import { proseOf, wordsOf } from './prose.ts';

/** A block of lines between blank ones. */
interface Block {
  start: number;
  /** Offset after its last character. */
  end: number;
  kind: 'heading' | 'rule' | 'code' | 'paragraph';
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A paragraph with fewer words is a greeting or a habit of the author's, and stays however often it recurs. */
const MIN_WORDS = 9;
/** The same for one that has a link or mentions rights, which no habit does. */
const MIN_WORDS_OF_NOTICE = 4;
const NOTICE = /\]\(|https?:|mailto:|©|\(c\)|\bcopyright\b|\blicen[cs]ed?\b|\bCC[ -]BY\b/i;

/**
 * Hashes of the paragraphs of a Markdown text that can be boilerplate, ascending, each once. Case, punctuation, spacing
 * and numbers are ignored. Headings, code and very short paragraphs are not among them.
 */
export function paragraphHashes(text: string): Float64Array {
  const hashes = new Set(blocksOf(text).map((block) => hashOfBlock(text, block)));
  hashes.delete(0);
  return Float64Array.from(hashes).sort();
}

/**
 * A text without some of its paragraphs, and without a heading that has nothing left under it.
 * @param isCut whether the paragraph with this hash is left out
 * @returns the unchanged text if nothing of it would be left
 */
export function withoutParagraphs(text: string, isCut: (hash: number) => boolean): string {
  const blocks = blocksOf(text);
  const cut = blocks.map((block) => {
    const hash = hashOfBlock(text, block);
    return hash !== 0 && isCut(hash);
  });
  if (!cut.includes(true)) return text;
  for (let i = blocks.length - 1; i >= 0; i--) {
    if (blocks[i]!.kind !== 'heading') continue;
    const next = blocks.findIndex(({ kind }, j) => j > i && kind === 'heading');
    const under = cut.slice(i + 1, next < 0 ? undefined : next);
    if (under.length > 0 && under.every(Boolean)) cut[i] = true;
  }
  // A line that separated the text from what is cut has lost its purpose.
  const last = cut.lastIndexOf(false);
  if (last >= 0 && blocks[last]!.kind === 'rule') cut[last] = true;
  const kept = blocks.map(({ start }, i) => (cut[i] ? '' : text.slice(start, blocks[i + 1]?.start))).join('');
  return /[\p{L}\p{N}]/u.test(kept) ? kept.trimEnd() : text;
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let fence = '';
  let open: Block | null = null;
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const mark = FENCE.exec(line)?.[1];
    if (fence !== '') {
      blocks.at(-1)!.end = end;
      if (mark?.startsWith(fence) && line.trim() === mark) fence = '';
      open = null;
    } else if (mark) {
      fence = mark;
      blocks.push({ start, end, kind: 'code' });
      open = null;
    } else if (line.trim() === '') open = null;
    else if (/^ {0,3}#{1,6}[ \t]/.test(line)) {
      blocks.push({ start, end, kind: 'heading' });
      open = null;
    } else if (open) open.end = end;
    else {
      open = { start, end, kind: /^[ \t]*(?:[-*_][ \t]*){3,}$/.test(line) ? 'rule' : 'paragraph' };
      blocks.push(open);
    }
    start = end + 1;
  }
  return blocks;
}

/** 53 bits of a paragraph's words, with 0 for every number; 0 for what cannot be boilerplate. */
function hashOfBlock(text: string, { start, end, kind }: Block): number {
  if (kind !== 'paragraph') return 0;
  const written = text.slice(start, end);
  const words = wordsOf(written.toLowerCase()).map((word) => (/^\p{N}+$/u.test(word) ? '0' : word));
  const count = words.filter((word) => word !== '0').length;
  // A paragraph with words but no prose is a picture, a comment or the like, and counts at any length.
  const least = NOTICE.test(written) ? MIN_WORDS_OF_NOTICE : MIN_WORDS;
  if (count < least && (words.length === 0 || proseOf(written) !== '')) return 0;
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (const word of words) {
    for (let i = 0; i < word.length; i++) {
      high = Math.imul(high ^ word.charCodeAt(i), 0x01000193);
      low = Math.imul(low ^ word.charCodeAt(i), 0x85ebca6b) ^ (low >>> 15);
    }
    high = Math.imul(high ^ 0x20, 0x01000193);
    low = Math.imul(low ^ 0x20, 0xc2b2ae35);
  }
  return ((high >>> 0) & 0x1fffff) * 2 ** 32 + (low >>> 0) || 1;
}
