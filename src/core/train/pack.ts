import { virtualIds } from '../adapter/layout.ts';
import type { Example } from '../tasks/example.ts';

/** Several examples in one sequence, one after the other; tokens of one cannot see another. */
export interface PackedSequence {
  /** Token ids, [S], with placeholders for virtual tokens before each example if there are any; padded with 0. */
  ids: number[];
  /** Number of the example each token belongs to, [S]; the padding has its own. */
  segments: number[];
  /** Tokens that are not padding; they come first. */
  tokens: number;
  /** Positions whose next token is graded, with that token. */
  targets: { row: number; id: number; item: string }[];
}

/**
 * Packs examples into sequences of fixed length, each into the first sequence with room, longest first (“first fit
 * decreasing”), so that little is padded. The same examples give the same packing.
 * @param virtual virtual tokens that come before each example
 */
export function pack(examples: readonly Example[], length: number, virtual = 0): PackedSequence[] {
  const order = examples.map((example, index) => ({ example, index }));
  order.sort((a, b) => b.example.ids.length - a.example.ids.length || a.index - b.index);
  const sequences: { parts: Example[]; room: number }[] = [];
  let open = 0; // Sequences before this one are full.
  for (const { example } of order) {
    const size = virtual + example.ids.length;
    if (size > length) throw new RangeError(`An example of ${size} tokens does not fit into ${length}.`);
    while (open < sequences.length && sequences[open].room < virtual + 2) open++;
    let fit = open;
    while (fit < sequences.length && sequences[fit].room < size) fit++;
    if (fit === sequences.length) sequences.push({ parts: [], room: length });
    sequences[fit].parts.push(example);
    sequences[fit].room -= size;
  }
  return sequences.map(({ parts, room }) => {
    const packed: PackedSequence = { ids: [], segments: [], tokens: length - room, targets: [] };
    parts.forEach((part, segment) => {
      packed.ids.push(...virtualIds(virtual));
      const start = packed.ids.length;
      for (const [first, end] of [...(part.shown ?? []), [part.from, part.ids.length]]) {
        for (let at = first; at < end; at++) {
          packed.targets.push({ row: start + at - 1, id: part.ids[at], item: part.item });
        }
      }
      packed.ids.push(...part.ids);
      packed.segments.push(...new Array<number>(virtual + part.ids.length).fill(segment));
    });
    packed.ids.push(...new Array<number>(room).fill(0));
    packed.segments.push(...new Array<number>(room).fill(parts.length));
    return packed;
  });
}
