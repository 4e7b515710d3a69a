import { createHash } from 'node:crypto';
import type { AdapterRecord } from './record.ts';

/** An item as an adapter's record names it: short, and without saying which document it is. */
export function learntKey(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}

/** Tells of items whether an adapter has learned from them; one whose record does not say may have learned from all. */
export function learntBy({ learnt }: Pick<AdapterRecord, 'learnt'>): (id: string) => boolean {
  const keys = learnt && new Set(learnt);
  return (id) => keys === undefined || keys.has(learntKey(id));
}
