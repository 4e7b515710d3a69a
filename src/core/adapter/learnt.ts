import { createHash } from 'node:crypto';
import type { AdapterRecord } from './record.ts';

/** An item's name in an adapter's record: short, and without revealing which document it is. */
export function learntKey(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}

/** Tells whether an adapter has learned from an item; if its record does not say, it may have learned from all. */
export function learntBy({ learnt }: Pick<AdapterRecord, 'learnt'>): (id: string) => boolean {
  const keys = learnt && new Set(learnt);
  return (id) => keys === undefined || keys.has(learntKey(id));
}
