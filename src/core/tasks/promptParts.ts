/** Length of a text in tokens. */
export type Count = (text: string) => number;

/** The input of the tokenizer. Plain text: a small model continues it better than it follows instructions. */
export interface Prompt {
  prompt: string;
}

/** A prompt that shows earlier items' answers before it asks for a new one. */
export interface PromptWithAnswers extends Prompt {
  /** [start, end) of each answer shown, in characters: training learns these too. */
  answers: [number, number][];
}

/** A question and its answer, as a prompt shows them. */
interface Shown {
  question: string;
  answer: string;
}

/**
 * The profile on one line, then examples as far as they fit, then the question.
 * @param shown examples, best first; the prompt has them in reverse order
 */
export function promptShowing(
  parts: { profile: string; shown: readonly Shown[]; asked: string },
  budget: { profile: number; shown: number },
  count: Count,
): PromptWithAnswers {
  const profile = cutEnd(oneLine(parts.profile), budget.profile, count);
  return joinAnswers([
    { text: profile === '' ? '' : `${profile}\n\n` },
    ...shownWithin(parts.shown, budget.shown, count),
    { text: parts.asked },
  ]);
}

/** What the model should write after a prompt: an answer on one line, ended by a line break. */
export function answerLine(answer: string): string {
  return ` ${oneLine(answer)}\n`;
}

/** As many of the examples as fit, best first; the best comes last, next to the document. */
export function shownWithin(examples: readonly Shown[], budget: number, count: Count): AnswerPart[] {
  const out: AnswerPart[][] = [];
  let left = budget;
  for (const { question, answer } of examples) {
    const tokens = count(question + answer);
    if (tokens > left) continue;
    left -= tokens;
    out.unshift([{ text: question }, { text: answer, answer: true }]);
  }
  return out.flat();
}

/** A piece of a prompt, and whether it is an answer. */
interface AnswerPart {
  text: string;
  answer?: boolean;
}

/** Strings joined; `answer` marks the answers among them. */
export function joinAnswers(parts: readonly AnswerPart[]): PromptWithAnswers {
  const answers: [number, number][] = [];
  let prompt = '';
  for (const { text, answer } of parts) {
    if (answer) answers.push([prompt.length, prompt.length + text.length]);
    prompt += text;
  }
  return { prompt, answers };
}

/** White space becomes single spaces, so that a text takes one line of a prompt. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** As much of the text's beginning as fits, in whole words. */
export function cutEnd(text: string, budget: number, count: Count): string {
  if (budget <= 0) return '';
  // In prose no token is longer than a few dozen characters: a text that is far too long is never counted as a whole.
  let cut = text.slice(0, budget * 16);
  if (cut.length === text.length && count(cut) <= budget) return cut;
  const borders = [...cut.matchAll(/\s+/g)].map((match) => match.index);
  let [low, high] = [0, borders.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (count(cut.slice(0, borders[middle - 1])) <= budget) low = middle;
    else high = middle - 1;
  }
  cut = low === 0 ? '' : cut.slice(0, borders[low - 1]);
  return cut;
}
