/** Held-out loss in bits per byte (or nats per token where `unit` says so): the adapter against the base. */
export interface HeldOut extends TaskCosts {
  median: { base: number; adapter: number };
  /** Bits per byte of the items' own titles, in the middle item; null without titles, absent where not compared. */
  title?: TaskCosts | null;
  /** Bits that the items' own tags cost beside all others, in the mean, each side with weights of its own; null without tags. */
  tags?: TaskCosts | null;
}

/** What held-out items cost without the adapter and with it, at the strength that serves, or else the best one. */
export interface TaskCosts {
  base: number;
  adapter: number;
  /** Of the items one by one; absent in a record of an earlier version. */
  gain?: Gain;
}

/** What the adapter saves an item, in the unit of the costs; by cross-fitting where the strength was chosen. */
export interface Gain {
  mean: number;
  /** Standard error of that mean; null for a single item. */
  error: number | null;
}

/**
 * By task, the strength at which an adapter serves, as a share of what was trained; see `chooseStrength`. 0 where the
 * adapter is left out, null where there was nothing to compare.
 */
export interface Scale {
  text: number;
  title: number | null;
  tags: number | null;
}
