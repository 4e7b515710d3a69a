/** A token less likely than this share of the likeliest is never chosen, however much the base dislikes it. */
const PLAUSIBLE = 0.1;

/**
 * Contrastive decoding in place: logits = user + strength · (user − base) (CoPe, arXiv 2506.12109), over the tokens
 * that the user's model itself finds plausible (Li et al. 2023, arXiv 2210.15097): if both models find a token nearly
 * impossible, their difference is noise and must not choose it.
 * @param user logits with the adapter, [V]
 * @param base logits without it, [V]
 */
export function leanFrom(user: Float32Array, base: Float32Array, strength: number): void {
  const least = user.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) + Math.log(PLAUSIBLE);
  for (let id = 0; id < user.length; id++) {
    user[id] = user[id] < least ? Number.NEGATIVE_INFINITY : user[id] + strength * (user[id] - base[id]);
  }
}
