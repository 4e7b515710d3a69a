import { type AdapterLayout, linearShape } from '../../../src/core/adapter/layout.ts';
import { LINEAR_LAYERS } from '../../../src/core/adapter/shape.ts';
import type { BatchShape } from '../../../src/core/graph/batchShape.ts';
import type { ModelConfig } from '../../../src/core/model/config.ts';

/**
 * Multiplications and additions that one training step cannot do without: forward, and backward down to the lowest
 * adapted layer, without gradients of frozen weights. Recomputation that saves memory is not counted.
 */
export function stepFlops(config: ModelConfig, shape: BatchShape, layout: AdapterLayout): number {
  const tokens = shape.batch * shape.sequence;
  const block = LINEAR_LAYERS.reduce((sum, target) => {
    const [out, into] = linearShape(config, target);
    return sum + 2 * tokens * out * into;
  }, 0);
  // Scores and mixing; the causal half that is never needed is not counted.
  const attention = 2 * shape.batch * config.heads * shape.sequence ** 2 * config.headDim;
  const head = 2 * shape.targets * config.vocabSize * config.hiddenSize;
  // x·A and ·B forward; their gradients and the way back to x are twice that.
  const adapter = layout.slices.reduce((sum, { length }) => sum + 3 * 2 * tokens * length, 0);
  const adapted = config.layers - (layout.shape.lora?.firstLayer ?? 0);
  return config.layers * (block + attention) + adapted * (block + 2 * attention) + 2 * head + adapter;
}
