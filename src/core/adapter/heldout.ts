/** Held-out loss in bits per byte (or nats per token if `unit` says so): the adapter against the base. */
export interface HeldOut extends TaskCosts {
  median: { base: number; adapter: number };
  /** Bits per byte of the items' own titles, for the median item; null without titles, absent if not compared. */
  title?: TaskCosts | null;
  /** Mean bits that the items' own tags cost against all others, each side with its own weights; null without tags. */
  tags?: TaskCosts | null;
}

/** What held-out items cost without the adapter and with it, at the strength that serves, or else the best one. */
export interface TaskCosts {
  base: number;
  adapter: number;
  /** For each item; absent in a record of an earlier version. */
  gain?: Gain;
}

/**
 * How much less an item costs with the adapter, in the unit of the costs; by cross-fitting if the strength was chosen.
 */
export interface Gain {
  mean: number;
  /** Standard error of that mean; null for a single item. */
  error: number | null;
}

/**
 * By task, the strength at which an adapter serves, as a share of what was trained; see `chooseStrength`. 0 if the
 * adapter is left out, null if there was nothing to compare.
 */
export interface Scale {
  text: number;
  title: number | null;
  tags: number | null;
}
