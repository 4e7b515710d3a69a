import type { Moment } from '../history/store/moment.ts';
import type { HistoryStore } from '../history/store/store.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import { HABIT_NAMES, type HabitName, MAX_PROSE } from './habitNames.ts';
import { type Habits, measureHabits } from './habits.ts';
import { profileProse } from './prose.ts';
import { type Saying, sayingsOf } from './sayings.ts';

export interface ProfileResult {
  habits: Habits;
  /** The habits as a few sentences for the prompt. */
  prose: string;
  /** The prose is the user's own wording. */
  edited: boolean;
  /** The prose was written by the model. */
  generated: boolean;
  /** What to say about it to the user, the most telling first; nothing that is off. */
  sayings: Saying[];
  /** Habits that the prose does not mention. */
  off: HabitName[];
}

/** Habits are measured over this many of the latest items: how someone writes now, within seconds at any size. */
const MAX_ITEMS = 2000;
/** Raised when the measurement changes, so that habits kept by an earlier version are measured again. */
const VERSION = 3;

const HABITS = 'profile.habits';
const GENERATED = 'profile.generated';
const EDITED = 'profile.prose';
const OFF = 'profile.off';

export interface ProfileOptions {
  /** Measure again even if the items have not changed. */
  refresh?: boolean;
  /** Only items from before this moment count. The user's own wording does not, because it knows what came later. */
  until?: Moment;
}

/**
 * The user's habits and the prose made from them: the user's own wording, else what the model has written from these
 * habits, else fixed sentences. The measurement is kept as long as the store's items are the same; one with `until` is
 * made each time, and uses fixed sentences.
 */
export function loadProfile(store: HistoryStore, { refresh = false, until }: ProfileOptions = {}): ProfileResult {
  const off = habitsOff(store);
  if (until !== undefined) {
    const habits = measure(store, until);
    return { habits, prose: profileProse(habits, off), edited: false, generated: false, sayings: [], off };
  }
  const state = stateOf(store);
  const kept = store.getMetaJson(HABITS) as { state: string; habits: Habits } | null;
  const current = !refresh && kept?.state === state;
  const habits = current ? kept.habits : measure(store);
  // Another process may have forgotten something while it was measured.
  if (!current) keepWhile(store, () => stateOf(store) === state, HABITS, { state, habits });
  const edited = store.getMeta(EDITED);
  const written = store.getMetaJson(GENERATED) as { state: string; prose: string } | null;
  const generated = written?.state === writtenState(store, off) ? written.prose : undefined;
  return {
    habits,
    prose: edited ?? generated ?? profileProse(habits, off),
    edited: edited !== undefined,
    generated: edited === undefined && generated !== undefined,
    sayings: sayingsOf(habits, off),
    off,
  };
}

/**
 * Keeps the user's own wording of their profile, which stands until it is withdrawn; null withdraws it.
 * @throws OwnhandError `bad-input` if it is empty or far too long
 */
export function saveProse(store: HistoryStore, prose: string | null): void {
  const text = prose?.replace(/\s+/g, ' ').trim();
  if (text === '') {
    throw new OwnhandError('bad-input', 'A profile needs some words; reset it to return to the measured one.');
  }
  if (text !== undefined && text.length > MAX_PROSE) {
    throw new OwnhandError('bad-input', `A profile has at most ${MAX_PROSE} characters; shorten it.`);
  }
  store.setMeta(EDITED, text ?? null);
}

/**
 * Keeps prose that the model wrote, as long as the items and the habits switched off are the same; null goes back to
 * fixed sentences. If they have already changed, nothing of it is kept.
 * @param of the value of `generatedOf` when the model began
 */
export function saveGenerated(store: HistoryStore, prose: string | null, of: string): void {
  keepWhile(store, () => generatedOf(store) === of, GENERATED, prose === null ? null : { state: of, prose });
}

/** Identifies the items, and the choice of habits, that the model writes the profile from. */
export function generatedOf(store: HistoryStore): string {
  return writtenState(store, habitsOff(store));
}

/** Keeps a value, or null for none, if something still holds, whatever another process does. */
function keepWhile(store: HistoryStore, holds: () => boolean, key: string, value: object | null): void {
  store.transaction(() => {
    if (holds()) store.setMeta(key, value && JSON.stringify(value));
  });
}

/** Drops what was measured and written from the history; with `edits` also what the user wrote and switched off. */
export function dropProfile(store: HistoryStore, { edits }: { edits: boolean }): void {
  // Remembers that the model has written one, so that a refresh writes it again.
  if (hasGenerated(store)) store.setMeta(GENERATED, edits ? null : JSON.stringify({ state: '', prose: '' }));
  for (const key of edits ? [HABITS, EDITED, OFF] : [HABITS]) store.setMeta(key, null);
}

/**
 * Whether the model has written the profile before, from these items or earlier ones: a refresh then writes it again.
 */
export function hasGenerated(store: HistoryStore): boolean {
  return store.getMeta(GENERATED) !== undefined;
}

/** Leaves habits out of the prose. @throws OwnhandError `bad-input` for an unknown habit */
export function switchHabits(store: HistoryStore, off: readonly string[]): void {
  const unknown = off.find((name) => !HABIT_NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new OwnhandError(
      'bad-input',
      `There is no habit "${quoted(unknown)}"; choose among ${HABIT_NAMES.join(', ')}.`,
    );
  }
  const kept = HABIT_NAMES.filter((name) => off.includes(name));
  store.setMeta(OFF, kept.length === 0 ? null : JSON.stringify(kept));
}

function habitsOff(store: HistoryStore): HabitName[] {
  const off = store.getMetaJson(OFF);
  return Array.isArray(off) ? HABIT_NAMES.filter((name) => off.includes(name)) : [];
}

function stateOf(store: HistoryStore): string {
  return `${VERSION} ${store.fingerprint()}`;
}

function writtenState(store: HistoryStore, off: HabitName[]): string {
  return `${stateOf(store)} ${off.join(',')}`;
}

function measure(store: HistoryStore, until?: Moment): Habits {
  return measureHabits(store.iterate({ before: until, order: 'newest', limit: MAX_ITEMS }));
}
