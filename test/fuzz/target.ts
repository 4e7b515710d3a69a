import type { Arbitrary } from 'fast-check';

/** One parser or loader, and how inputs for it are made. */
export interface Target {
  name: string;
  /** Mutations of valid inputs, with a few random ones among them. */
  inputs: Arbitrary<Buffer>;
  /**
   * Reads one input as the product does. May throw what a person may see, an `OwnhandError`; anything else is a fault.
   * @param folder the target's own, empty at first; nothing may be written outside it
   */
  read: (input: Buffer, folder: string) => unknown;
  /** Share of the cases, for expensive targets: 1 by default. */
  share?: number;
}
