import fc from 'fast-check';

/**
 * The same cases at each run: a change is judged by what it changed, and not by a roll of dice. Other cases are drawn
 * with `OWNHAND_SEED=N npm run test:unit`, and by `npm run fuzz`.
 */
fc.configureGlobal({ seed: Number(process.env.OWNHAND_SEED ?? 1) });
