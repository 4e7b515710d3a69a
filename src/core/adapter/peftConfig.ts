/** `adapter_config.json` of Hugging Face PEFT, for the supported methods. */

import type { ModelConfig } from '../model/config.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import { modulePath } from './layout.ts';
import { type AdapterShape, type Ia3Shape, LINEAR_LAYERS, type LinearLayer, type LoraShape } from './shape.ts';

export const CONFIG = 'adapter_config.json';

type Json = Record<string, unknown>;

/**
 * The configuration with which PEFT loads an adapter of one part.
 * @param base name or path by which PEFT finds the base model
 */
export function peftConfig({ lora, ia3, prompt }: AdapterShape, base: string, model: ModelConfig): Json {
  if ([lora, ia3, prompt].filter((part) => part !== null).length !== 1) {
    throw new OwnhandError('internal', 'An adapter of several parts has no PEFT file of its own; write each part.');
  }
  const common = { task_type: 'CAUSAL_LM', base_model_name_or_path: base, inference_mode: true };
  if (prompt) {
    return {
      ...common,
      peft_type: 'PROMPT_TUNING',
      num_virtual_tokens: prompt.tokens,
      token_dim: model.hiddenSize,
      num_transformer_submodules: 1,
      num_attention_heads: model.heads,
      num_layers: model.layers,
      prompt_tuning_init: 'RANDOM',
    };
  }
  if (ia3) {
    return {
      ...common,
      peft_type: 'IA3',
      target_modules: ia3Modules(ia3, ia3.targets, model),
      feedforward_modules: ia3Modules(ia3, ia3.inputs, model),
      fan_in_fan_out: false,
      init_ia3_weights: true,
    };
  }
  const { rank, alpha, targets } = lora as LoraShape;
  return {
    ...common,
    peft_type: 'LORA',
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    target_modules: targets,
    layers_to_transform: isWhole(lora as LoraShape, model) ? null : blocks(lora as LoraShape),
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    use_dora: false,
    use_rslora: false,
  };
}

/**
 * The shape of the adapter that a configuration describes.
 * @param tensors names and shapes of its tensors, which alone say what an (IA)³ adapter scales
 * @throws OwnhandError `bad-adapter` for another method, or an unsupported variant
 */
export function shapeOfPeft(json: Json, tensors: Map<string, { shape: number[] }>, model: ModelConfig): AdapterShape {
  const shape: AdapterShape = { lora: null, ia3: null, prompt: null };
  const saved = json.modules_to_save;
  if (Array.isArray(saved) && saved.length > 0) refuse('layers trained as a whole');
  if (json.fan_in_fan_out === true) refuse('transposed weights');
  switch (json.peft_type) {
    case 'LORA':
      return { ...shape, lora: loraShape(json, tensors, model) };
    case 'IA3':
      return { ...shape, ia3: ia3Shape(tensors, model) };
    case 'PROMPT_TUNING':
      return { ...shape, prompt: { tokens: promptTokens(json) } };
    default:
      return refuse(`the PEFT method ${quoted(json.peft_type)}`);
  }
}

function refuse(what: string): never {
  throw new OwnhandError(
    'bad-adapter',
    `The adapter uses ${what}, which is not supported; use plain LoRA, (IA)³ or prompt tuning.`,
  );
}

/** Initialisations that take something out of the base's weights, so that the adapter belongs to the remainder. */
const CHANGED_BASE: Record<string, string> = {
  pissa: 'PiSSA',
  olora: 'OLoRA',
  corda: 'CorDA',
  loftq: 'LoftQ',
  lora_ga: 'LoRA-GA',
};

/** Refuses what the numbers alone do not show. */
function checkVariant(json: Json): void {
  const start = typeof json.init_lora_weights === 'string' ? json.init_lora_weights.toLowerCase() : '';
  const changed = CHANGED_BASE[start.replace(/_niter_\d+$/, '')];
  if (changed || (isFilled(json.loftq_config) && start === 'loftq') || isFilled(json.corda_config)) {
    throw new OwnhandError(
      'bad-adapter',
      `The adapter was started with ${changed ?? 'CorDA'}, which changes the weights of the base, so it needs a different model than this one; convert it to plain LoRA in PEFT (path_initial_model_for_weight_conversion) and import that.`,
    );
  }
  if (isFilled(json.alora_invocation_tokens)) {
    throw new OwnhandError(
      'bad-adapter',
      'The adapter acts only after certain tokens of its own (aLoRA), which is not supported; use plain LoRA, (IA)³ or prompt tuning.',
    );
  }
  if (json.lora_bias === true) refuse('trained biases');
  if (isFilled(json.layer_replication)) refuse('a model with repeated layers (layer_replication)');
  if (isFilled(json.trainable_token_indices)) refuse('trained tokens');
  if (isFilled(json.target_parameters)) refuse('parameters that are no linear layers');
  if (json.use_qalora === true) refuse('QALoRA');
  if (isFilled(json.arrow_config)) refuse('a choice among adapters (Arrow)');
  if (json.use_bdlora === true || isFilled(json.use_bdlora)) refuse('BD-LoRA');
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function loraShape(json: Json, tensors: Map<string, { shape: number[] }>, model: ModelConfig): LoraShape {
  if (json.use_dora === true) refuse('DoRA');
  checkVariant(json);
  if (json.bias !== undefined && json.bias !== 'none') refuse('trained biases');
  for (const pattern of ['rank_pattern', 'alpha_pattern']) {
    if (Object.keys((json[pattern] as object | null) ?? {}).length > 0) refuse(pattern);
  }
  const rank = json.r;
  const alpha = json.lora_alpha;
  if (typeof rank !== 'number' || !Number.isInteger(rank) || rank < 1 || rank > 1024 || !isNumber(alpha)) {
    throw new OwnhandError('bad-adapter', `${CONFIG} has no usable rank or alpha; export the adapter again.`);
  }
  const { targets, ...range } = loraPlaces(json, tensors, model);
  // rsLoRA scales by alpha/√rank (arXiv 2312.03732); ours by alpha/rank.
  const scaled = json.use_rslora === true ? alpha * Math.sqrt(rank) : alpha;
  return { rank, alpha: scaled, targets, ...range };
}

/**
 * Where a LoRA adapter sits. PEFT names the modules by their ends, by dotted paths or by a pattern, with exceptions and
 * choices of layers. The tensors show the result; the names only must not contradict it.
 */
function loraPlaces(
  json: Json,
  tensors: Map<string, { shape: number[] }>,
  model: ModelConfig,
): Pick<LoraShape, 'targets' | 'firstLayer' | 'lastLayer'> {
  const found = [...tensors.keys()].flatMap((name) => {
    const match = /\.layers\.(\d+)\.(?:self_attn|mlp)\.(\w+)\.lora_A\.weight$/.exec(name);
    const target = LINEAR_LAYERS.find((each) => each === match?.[2]);
    return match && target ? [{ layer: Number(match[1]), target }] : [];
  });
  const named = json.target_modules;
  const ends = (Array.isArray(named) ? named : []).map((each) =>
    typeof each === 'string' ? each.split('.').at(-1) : undefined,
  );
  const unknown = ends.filter((end) => !LINEAR_LAYERS.some((target) => target === end));
  if (unknown.length > 0 || found.length === 0 || (!Array.isArray(named) && typeof named !== 'string')) {
    refuse(`the modules ${quoted(named)}`);
  }
  const targets = LINEAR_LAYERS.filter((each) => found.some(({ target }) => target === each));
  const range = blockRange([...new Set(found.map(({ layer }) => layer))], model);
  // PEFT would not load the tensors of any other layer, so the result would differ from what was trained.
  const chosen = new Set([json.layers_to_transform ?? []].flat());
  blockRange([...chosen], model);
  if (chosen.size > 0 && found.some(({ layer }) => !chosen.has(layer)))
    refuse('tensors of layers that its layers_to_transform leaves out');
  if (new Set(found.map(({ layer }) => layer)).size !== range.lastLayer - range.firstLayer)
    refuse('a choice of layers with gaps');
  if (found.length !== targets.length * (range.lastLayer - range.firstLayer))
    refuse('different modules in different layers');
  return { targets, ...range };
}

/** PEFT names the modules in several ways, including patterns; the tensors show the result. */
function ia3Shape(tensors: Map<string, { shape: number[] }>, model: ModelConfig): Ia3Shape {
  const found = [...tensors].map(([name, { shape }]) => {
    const match = /\.layers\.(\d+)\.(?:self_attn|mlp)\.(\w+)\.ia3_l$/.exec(name);
    const target = LINEAR_LAYERS.find((each) => each === match?.[2]);
    if (!match || !target) return refuse(`the module of "${quoted(name)}"`);
    return { layer: Number(match[1]), target, input: shape[0] === 1 };
  });
  const range = blockRange([...new Set(found.map(({ layer }) => layer))], model);
  const targets = LINEAR_LAYERS.filter((each) => found.some(({ target }) => target === each));
  const inputs = targets.filter((each) => found.some(({ target, input }) => target === each && input));
  if (found.length !== targets.length * (range.lastLayer - range.firstLayer))
    refuse('different modules in different layers');
  return { targets, inputs, ...range };
}

function promptTokens(json: Json): number {
  const tokens = json.num_virtual_tokens;
  if (json.num_transformer_submodules !== 1) refuse('prompts for an encoder');
  if (typeof tokens !== 'number' || !Number.isInteger(tokens) || tokens < 1 || tokens > 1024) {
    throw new OwnhandError(
      'bad-adapter',
      `${CONFIG} has no usable number of virtual tokens; export the adapter again.`,
    );
  }
  return tokens;
}

function blockRange(layers: unknown[], model: ModelConfig): { firstLayer: number; lastLayer: number } {
  const numbers = layers.filter((layer) => Number.isInteger(layer)) as number[];
  const firstLayer = numbers.reduce((least, layer) => Math.min(least, layer), Number.POSITIVE_INFINITY);
  const lastLayer = numbers.reduce((most, layer) => Math.max(most, layer + 1), 0);
  if (numbers.length !== layers.length || !(firstLayer >= 0 && lastLayer <= model.layers)) {
    throw new OwnhandError('bad-adapter', 'The adapter has more layers than this base model; use its own base.');
  }
  return { firstLayer, lastLayer };
}

/** PEFT's (IA)³ has no range of layers, but accepts the end of a module's path as its name. */
function ia3Modules(range: Ia3Shape, targets: LinearLayer[], model: ModelConfig): string[] {
  if (isWhole(range, model)) return targets;
  return blocks(range).flatMap((layer) => targets.map((target) => `layers.${layer}.${modulePath(target)}`));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isWhole({ firstLayer, lastLayer }: { firstLayer: number; lastLayer: number }, model: ModelConfig): boolean {
  return firstLayer === 0 && lastLayer === model.layers;
}

function blocks({ firstLayer, lastLayer }: { firstLayer: number; lastLayer: number }): number[] {
  return Array.from({ length: lastLayer - firstLayer }, (_, index) => firstLayer + index);
}
