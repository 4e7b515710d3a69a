/** AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101) with torch's defaults, in place. */
export function adamW(length: number, rate: number): (weights: Float32Array, gradient: Float32Array) => void {
  const [beta1, beta2, epsilon, decay] = [0.9, 0.999, 1e-8, 1e-2];
  const m = new Float32Array(length);
  const v = new Float32Array(length);
  let step = 0;
  return (weights, gradient) => {
    step++;
    const [unbias1, unbias2] = [1 - beta1 ** step, 1 - beta2 ** step];
    for (let i = 0; i < length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
      v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2;
      weights[i] -= rate * (m[i] / unbias1 / (Math.sqrt(v[i] / unbias2) + epsilon) + decay * weights[i]);
    }
  };
}
