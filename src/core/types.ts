/** Parameters and results of the engine's calls, as `ownhand --json` prints them and the workers send them. */

export interface ModelInfo {
  id: string;
  source: string;
  architecture: string;
  parameters: number;
  bytes: number;
  sha256: string;
  default: boolean;
}

export interface MineResult {
  /** Items in the store after the run. */
  items: number;
  added: number;
  updated: number;
  removed: number;
  duplicates: number;
  /** Secrets replaced before anything was stored. */
  redacted: number;
  /** Files passed over, by reason. */
  skipped: Record<string, number>;
  /** Items embedded for search by meaning; 0 where that is off. */
  embedded: number;
  seconds: number;
}

/** What mining would store of a document. */
export interface ReadFile {
  /** Absolute path. */
  file: string;
  /** Of a `.jsonl` of items: the number of the item's line, from 1. */
  line?: number;
  title: string | null;
  date: string | null;
  /** Where the date comes from: a field's name, `git`, `path` or `file time`. */
  dateFrom: string | null;
  tags: string[];
  /** ISO 639-1 code; null where the text is too short or it is uncertain. */
  language: string | null;
  /** The text with its secrets replaced. */
  text: string;
  words: number;
  /** Secrets replaced. */
  redacted: number;
  /** Why it is left out, or null. */
  skipped: string | null;
}

export interface HistoryList {
  items: {
    id: string;
    source: string;
    date: string | null;
    title: string;
    tags: string[];
    bytes: number;
    /** ISO 639-1 code; null where the text is too short or it is uncertain. */
    language: string | null;
  }[];
  total: number;
}

export interface ForgetResult {
  /** Items removed. */
  items: number;
  /** Adapters that have learnt from one of them. */
  adaptersToRetrain: string[];
  /** Bytes of the removed texts. */
  bytesFreed: number;
}

export interface SearchHit {
  id: string;
  title: string;
  date: string | null;
  snippet: string;
  score: number;
}

export interface SearchResult {
  hits: SearchHit[];
  ms: number;
}

/** Habits measured over the history; counts and shares, nothing guessed. */
export interface Habits {
  items: number;
  words: number;
  /** Most used tags with their counts, most used first. */
  tags: { tag: string; count: number }[];
  tagsPerItem: number;
  /** Words that mark the subject of several items, with how many. */
  topics: { word: string; count: number }[];
  title: { words: number; sentenceCase: number; colon: number; question: number; openings: string[] };
  /** Mean words, and the shares of sentences with each mark. */
  sentence: {
    words: number;
    question: number;
    exclamation: number;
    semicolon: number;
    colon: number;
    dash: number;
    parenthesis: number;
  };
  /** Share of sentences by grammatical person. */
  person: { first: number; second: number; third: number };
  /** Words that open sentences more often than others do. */
  openings: string[];
  spelling: 'american' | 'british' | 'mixed' | 'unknown';
  /** Beside other writers; those that are found in several documents alone. */
  compared: Compared[];
  /** Words used clearly more often than others do, in several documents: how many times as often, the most telling first. */
  telling: { word: string; times: number }[];
}

/** Habits that the profile's prose speaks of; the user can leave out each. */
export const HABIT_NAMES = [
  'subjects',
  'titles',
  'sentences',
  'openings',
  'voice',
  'spelling',
  'marks',
  'words',
] as const;
export type HabitName = (typeof HABIT_NAMES)[number];

/** What writers are compared by: mean words of a sentence, and shares of sentences with a mark or a person. */
export type MeasureName =
  | 'sentence'
  | 'question'
  | 'exclamation'
  | 'semicolon'
  | 'colon'
  | 'dash'
  | 'parenthesis'
  | 'we'
  | 'I'
  | 'you';

/** How a figure stands beside those of other writers. */
export interface Compared {
  name: MeasureName;
  /** The user's own figure. */
  value: number;
  /** The middle one of other writers. */
  usual: number;
  /** Share of other writers with less, 0 to 1. */
  rank: number;
}

/** One thing to say to the user of how they write; at most one a habit, so that dropping it drops the habit. */
export type Saying =
  | { habit: 'subjects'; subjects: string[] }
  | { habit: 'titles'; words: number; style: 'sentence case' | 'title case' | null }
  | { habit: 'sentences'; compared: Compared }
  | { habit: 'openings'; words: string[] }
  | { habit: 'voice'; compared: Compared }
  | { habit: 'spelling'; spelling: 'american' | 'british' }
  | { habit: 'marks'; compared: Compared }
  | { habit: 'words'; word: string; times: number };

/** Longest prose a user can put in place of ours, in characters: prompts have room for less. */
export const MAX_PROSE = 2000;

export interface ProfileResult {
  habits: Habits;
  /** The habits as a few sentences for the prompt. */
  prose: string;
  /** The prose is the user's own wording. */
  edited: boolean;
  /** The prose was written by the model. */
  generated: boolean;
  /** What there is to say of it to the user, what is most telling first; none of what is off. */
  sayings: Saying[];
  /** Habits the prose does not speak of. */
  off: HabitName[];
}

export interface CompleteParams {
  /** Text before the cursor. */
  text: string;
  /** Text after the cursor. */
  suffix?: string;
  /** The document itself, so that it is never retrieved as its own snippet. */
  source?: string;
  maxTokens?: number;
  /** One of the evaluated systems, such as `base`, instead of all that is there. */
  system?: string;
  /** Contrastive strength `a` of logits = user + a · (user − base); 0 is off. */
  strength?: number;
  /** Below this confidence nothing is shown; 0 unless given. */
  minConfidence?: number;
  /** Milliseconds after which it ends with the next whole word, two words at the least; without it, where it ends. */
  maxMs?: number;
}

export interface CompleteResult {
  /** Text to insert at the cursor; empty when nothing is shown. */
  suggestion: string;
  ms: number;
  firstTokenMs: number;
  tokens: number;
  /** Geometric mean of the probabilities of the tokens written, 0 to 1; 0 where none was. */
  confidence: number;
  /** Why it ended, or why nothing is shown. */
  reason: string;
}

/** What can speak for a title: see `TitleWeights` of titleRank.ts. */
export const TITLE_REASONS = ['consensus', 'logProbability', 'habit', 'coverage'] as const;
export type TitleReason = (typeof TITLE_REASONS)[number];

export interface TitlesResult {
  /** Best first; the reasons are what each is the best of these in, what counts most first. */
  titles: { text: string; score: number; reasons: TitleReason[] }[];
  ms: number;
}

/**
 * What speaks for a tag: the model, the most similar earlier items, how often it was used, its own words in the text,
 * and all earlier items that carry it.
 */
export const TAG_SIGNALS = ['model', 'votes', 'prior', 'named', 'earlier'] as const;
export type TagSignal = (typeof TAG_SIGNALS)[number];

export interface TagsResult {
  /** Best first; the reason is what speaks most for a tag beside the others, null for a new one or where nothing does. */
  tags: { text: string; score: number; new: boolean; reason: TagSignal | null }[];
  ms: number;
}

export interface RewriteResult {
  /** The text in the user's way; as it was where `reason` is given. */
  text: string;
  ms: number;
  /** Why nothing was rewritten, as a sentence; null where something was. */
  reason: string | null;
}

/** How much of a conversation the model reads, and how much it writes at once, in tokens. */
export const CHAT_TOKENS = { input: 768, output: 256 } as const;

export interface ChatResult {
  text: string;
  tokens: number;
  /** Why it ended: `end`, `turn` where the model began to speak for the other side, `length` or `context`. */
  reason: string;
}

export interface EngineStatus {
  home: string;
  /** The base model in use, or null when none has been added. */
  model: ModelInfo | null;
  history: { items: number; words: number; sources: number };
  /** The history's file was damaged when it was opened; it was set aside, and what it held must be mined again. */
  restarted?: boolean;
  /** Why the server that is to write the suggestions may not be asked; all else works. */
  endpointProblem?: string;
  /** The adapter that serves, or null. */
  adapter: string | null;
  /** A process trains on this history, in this window or another. */
  training: boolean;
  device: string;
}

/** Where documents were read. */
export interface SourceCount {
  /** A folder, with all that lies below it, or a document that is alone in its own. */
  path: string;
  documents: number;
  items: number;
  words: number;
  /** Bytes of the texts. */
  bytes: number;
}

/** What was written in a month. */
export interface WritingMonth {
  /** YYYY-MM; null for what has no date. */
  month: string | null;
  items: number;
  words: number;
}

/** What there is and what it takes on the disk. */
export interface OverviewResult {
  months: WritingMonth[];
  sources: SourceCount[];
  /** Documents that an adapter trained now would learn from and the newest one of this base has not. */
  unlearnt: number;
  /** Bytes on the disk; `rest` is embeddings, checkpoints and evaluations. */
  disk: {
    history: number;
    rest: number;
    models: { id: string; bytes: number }[];
    adapters: { name: string; bytes: number }[];
  };
}
