import { type Attribute, type ElementType, type OnnxGraph, type OnnxTensor, writeOnnx } from './onnx.ts';

/** Domain of ONNX Runtime's own (contrib) operators. */
export const MICROSOFT = 'com.microsoft';

interface NodeOptions {
  attributes?: Record<string, Attribute>;
  domain?: string;
}

/** Builds a graph node by node; values are named by strings, as in ONNX itself. */
export class GraphBuilder {
  readonly #graph: OnnxGraph = {
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    opsets: { '': 21, [MICROSOFT]: 1 },
  };
  readonly #constants = new Map<string, string>();
  #counter = 0;

  input(name: string, type: ElementType, shape: (number | string)[]): string {
    this.#graph.inputs.push({ name, type, shape });
    return name;
  }

  /** Names a value as an output of the graph. */
  output(name: string, value: string, type: ElementType, shape: (number | string)[]): void {
    this.#graph.nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
    this.#graph.outputs.push({ name, type, shape });
  }

  /** Adds a node with one output and returns the output's name. An empty input name is an absent optional input. */
  node(op: string, inputs: string[], options: NodeOptions = {}): string {
    return this.nodes(op, inputs, 1, options)[0];
  }

  /** Adds a node with several outputs. */
  nodes(op: string, inputs: string[], outputs: number, options: NodeOptions = {}): string[] {
    this.#counter++;
    const names = Array.from({ length: outputs }, (_, index) => `${op}_${this.#counter}${index ? `_${index}` : ''}`);
    this.#graph.nodes.push({
      op,
      domain: options.domain ?? '',
      inputs,
      outputs: names,
      attributes: options.attributes ?? {},
    });
    return names;
  }

  /** A float32 constant; equal scalars and shapes are shared. */
  float(values: number | Float32Array, shape: number[] = []): string {
    const data = typeof values === 'number' ? Float32Array.of(values) : values;
    return this.#constant('float', new Uint8Array(data.buffer, data.byteOffset, data.byteLength), shape);
  }

  /** An int64 constant: a scalar, or a vector. */
  int(values: number | number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    const data = BigInt64Array.from(list, BigInt);
    return this.#constant('int64', new Uint8Array(data.buffer), typeof values === 'number' ? [] : [list.length]);
  }

  /** A uint8 scalar constant. */
  byte(value: number): string {
    return this.#constant('uint8', Uint8Array.of(value), []);
  }

  /** A constant in a file next to the model. Declared once per name. */
  external(name: string, type: ElementType, shape: number[], file: string, offset: number, length: number): string {
    if (!this.#constants.has(name)) {
      this.#constants.set(name, name);
      this.#graph.initializers.push({ name, type, shape, data: { file, offset, length } });
    }
    return name;
  }

  /** The model as the bytes of an `.onnx` file. */
  build(): Uint8Array {
    return writeOnnx(this.#graph);
  }

  // ---- short names for the operators the graphs are made of ----

  add(a: string, b: string): string {
    return this.node('Add', [a, b]);
  }
  sub(a: string, b: string): string {
    return this.node('Sub', [a, b]);
  }
  mul(a: string, b: string): string {
    return this.node('Mul', [a, b]);
  }
  matmul(a: string, b: string): string {
    return this.node('MatMul', [a, b]);
  }
  /** alpha · op(a) · op(b) + c, on matrices. */
  gemm(
    a: string,
    b: string,
    options: { transA?: boolean; transB?: boolean; alpha?: number; plus?: string | null } = {},
  ): string {
    const attributes: Record<string, Attribute> = {};
    if (options.transA) attributes.transA = 1;
    if (options.transB) attributes.transB = 1;
    if (options.alpha !== undefined && options.alpha !== 1) attributes.alpha = { float: options.alpha };
    return this.node('Gemm', options.plus ? [a, b, options.plus] : [a, b], { attributes });
  }
  reshape(x: string, shape: number[]): string {
    return this.node('Reshape', [x, this.int(shape)]);
  }
  transpose(x: string, perm: number[]): string {
    return this.node('Transpose', [x], { attributes: { perm } });
  }
  concat(values: string[], axis: number): string {
    return values.length === 1 ? values[0] : this.node('Concat', values, { attributes: { axis } });
  }
  split(x: string, sizes: number[], axis: number): string[] {
    if (sizes.length === 1) return [x];
    return this.nodes('Split', [x, this.int(sizes)], sizes.length, { attributes: { axis } });
  }
  /** Elements `from` ≤ i < `to` along an axis. */
  slice(x: string, from: number, to: number, axis = 0): string {
    return this.node('Slice', [x, this.int([from]), this.int([to]), this.int([axis])]);
  }
  reduce(op: 'ReduceMax' | 'ReduceMean' | 'ReduceSum', x: string, axis: number): string {
    return this.node(op, [x, this.int([axis])], { attributes: { keepdims: 1 } });
  }

  #constant(type: ElementType, data: Uint8Array, shape: number[]): string {
    const small = data.length <= 64;
    const key = small ? `${type}[${shape}]${Buffer.from(data).toString('hex')}` : '';
    const known = small ? this.#constants.get(key) : undefined;
    if (known) return known;
    const name = `const_${++this.#counter}`;
    const initializer: OnnxTensor = { name, type, shape, data };
    this.#graph.initializers.push(initializer);
    if (small) this.#constants.set(key, name);
    return name;
  }
}
