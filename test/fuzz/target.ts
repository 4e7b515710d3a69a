import type { Arbitrary } from 'fast-check';

/** One parser or loader, and how inputs for it are made. */
export interface Target {
  name: string;
  /** Mutations of sound inputs, with a few random ones among them. */
  inputs: Arbitrary<Buffer>;
  /**
   * Reads one input as the product does. May throw what a person may see, an `OwnhandError`; anything else is a fault.
   * @param folder the target's own, empty at the beginning; nothing may come to lie outside of it
   */
  read: (input: Buffer, folder: string) => unknown;
  /** Share of the cases, for those that cost much: 1 unless given. */
  share?: number;
}
