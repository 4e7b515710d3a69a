import type { StoredItem } from '../../core/history/store/storedItem.ts';
import { throwIfCancelled } from '../../core/support/errors.ts';
import { complete } from '../../core/tasks/complete/complete.ts';
import { type CachePlace, isSamePlace } from '../../core/tasks/complete/policy/cache.ts';
import { SPEEDS, type Speed } from '../../core/tasks/complete/policy/speed.ts';
import { Suggester } from '../../core/tasks/complete/policy/suggester.ts';
import { waysOf } from '../../core/tasks/complete/policy/ways.ts';
import { textBefore } from '../../core/tasks/complete/policy/window.ts';
import type { WritingModel } from '../../core/tasks/writingModel.ts';
import { aboutQuery } from '../split.ts';
import type { TypedPlace, TypedSpan } from './places.ts';

/** The result at a place: what was shown, empty for nothing, with its p, and what asking cost. */
export interface Outcome {
  place: TypedPlace;
  text: string;
  p: number;
  reason: string;
  /** What the model was asked for here and gave a probability, shown or not; null if it was not asked or found nothing. */
  judged: { text: string; p: number } | null;
  /** Milliseconds of processor time of all threads; null where nothing was asked, or all of the prompt had to be read. */
  cpuMs: number | null;
}

interface Place extends CachePlace {
  text: string;
  title?: string | null;
}

/**
 * Types a stretch of a text key by key, pausing at its places, with the policy that serves the editor: what is known is
 * shown at once, what is typed through stays, what was written over does not return.
 */
export async function typeThrough(
  writer: WritingModel,
  query: StoredItem,
  span: TypedSpan,
  speed: Speed,
  signal?: AbortSignal,
): Promise<Outcome[]> {
  let cpuMs: number | null = null;
  let judged: Outcome['judged'] = null;
  const suggester = new Suggester<Place>(async ({ text, title, after }, wanted) => {
    const before = process.cpuUsage();
    const answer = await complete(
      writer,
      { text, title, suffix: after, threshold: wanted?.threshold },
      aboutQuery(query),
      signal,
    );
    const { user, system } = process.cpuUsage(before);
    cpuMs = (user + system) / 1000;
    const found = answer.suggestion || answer.withheld;
    judged = found === '' ? null : { text: found, p: answer.p };
    return { ways: waysOf(answer), reason: answer.reason };
  });
  const outcomes: Outcome[] = [];
  let refusable: { place: Place; text: string } | undefined;
  for (const place of span.places) {
    throwIfCancelled(signal);
    const cursor = placeAt(query, place);
    cpuMs = null;
    judged = null;
    let reason = 'cached';
    let ways = suggester.known(cursor);
    if (ways === undefined) {
      if (refusable && !isSamePlace(refusable.place, cursor)) suggester.refuse(refusable.place, refusable.text);
      ({ ways, reason } = await suggester.suggest(cursor, SPEEDS[speed]));
      // As the worker does while idle.
      await writer.reading?.readAhead(signal ?? new AbortController().signal);
    }
    const [first] = ways;
    refusable = first && { place: cursor, text: first.text };
    const cold = outcomes.length === 0;
    outcomes.push({ place, text: first?.text ?? '', p: first?.p ?? 0, reason, judged, cpuMs: cold ? null : cpuMs });
  }
  return outcomes;
}

/** The document as its author would have had it open: its title in front matter, and the text so far. */
function placeAt({ id, title, text }: StoredItem, { at, after }: TypedPlace): Place {
  const head = `---\ntitle: ${JSON.stringify(title)}\n---\n`;
  const document = head + text.slice(0, at);
  const before = textBefore((from, to) => document.slice(from, to), document.length);
  return { document: id, offset: document.length, before: before.text, after, ...before };
}
