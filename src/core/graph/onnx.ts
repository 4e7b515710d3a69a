/**
 * Writes ONNX models (protocol buffers, wire format of https://protobuf.dev/programming-guides/encoding/,
 * messages and field numbers of onnx/onnx.proto). Only what our graphs need.
 */

export type ElementType = 'float' | 'uint8' | 'int32' | 'int64' | 'bool';
const ELEMENT_TYPE: Record<ElementType, number> = { float: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

export type Attribute = number | { float: number } | string | number[];

interface OnnxNode {
  op: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, Attribute>;
}

/** A constant of the graph: bytes inside the model, or a range of a file next to it. */
export interface OnnxTensor {
  name: string;
  type: ElementType;
  shape: number[];
  data: Uint8Array | { file: string; offset: number; length: number };
}

interface OnnxValue {
  name: string;
  type: ElementType;
  /** A string is a symbolic dimension. */
  shape: (number | string)[];
}

export interface OnnxGraph {
  nodes: OnnxNode[];
  initializers: OnnxTensor[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  /** Operator-set version by domain. */
  opsets: Record<string, number>;
}

const encoder = new TextEncoder();

/** Collects the fields of one message. */
class Message {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  bytes(field: number, value: Uint8Array): this {
    this.#push(varint((field << 3) | 2));
    this.#push(varint(value.length));
    this.#push(value);
    return this;
  }
  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }
  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }
  int(field: number, value: number): this {
    this.#push(varint(field << 3));
    this.#push(varint(value));
    return this;
  }
  float(field: number, value: number): this {
    this.#push(varint((field << 3) | 5));
    this.#push(new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }
  finish(): Uint8Array {
    const out = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
  #push(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }
}

/** Base-128 varint; negative numbers as 64-bit two's complement, as protobuf's int64 requires. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(out);
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if (typeof value === 'string') return message.string(4, value).int(20, 3);
  if (Array.isArray(value)) {
    for (const each of value) message.int(8, each);
    return message.int(20, 7);
  }
  return message.float(2, value.float).int(20, 1);
}

function node(source: OnnxNode): Message {
  const message = new Message();
  for (const input of source.inputs) message.string(1, input);
  for (const output of source.outputs) message.string(2, output);
  message.string(3, source.outputs[0]).string(4, source.op);
  for (const [name, value] of Object.entries(source.attributes)) message.message(5, attribute(name, value));
  return source.domain ? message.string(7, source.domain) : message;
}

function tensor(source: OnnxTensor): Message {
  const message = new Message();
  for (const dim of source.shape) message.int(1, dim);
  message.int(2, ELEMENT_TYPE[source.type]).string(8, source.name);
  if (source.data instanceof Uint8Array) return message.bytes(9, source.data);
  const entry = (key: string, value: string) => message.message(13, new Message().string(1, key).string(2, value));
  entry('location', source.data.file);
  entry('offset', String(source.data.offset));
  entry('length', String(source.data.length));
  return message.int(14, 1);
}

function value(source: OnnxValue): Message {
  const shape = new Message();
  for (const dim of source.shape) {
    shape.message(1, typeof dim === 'number' ? new Message().int(1, dim) : new Message().string(2, dim));
  }
  const type = new Message().int(1, ELEMENT_TYPE[source.type]).message(2, shape);
  return new Message().string(1, source.name).message(2, new Message().message(1, type));
}

/** Serialises a graph as an ONNX ModelProto. */
export function writeOnnx(source: OnnxGraph): Uint8Array {
  const graph = new Message();
  for (const each of source.nodes) graph.message(1, node(each));
  graph.string(2, 'ownhand');
  for (const each of source.initializers) graph.message(5, tensor(each));
  for (const each of source.inputs) graph.message(11, value(each));
  for (const each of source.outputs) graph.message(12, value(each));
  const model = new Message().int(1, 10).string(2, 'ownhand').message(7, graph);
  for (const [domain, version] of Object.entries(source.opsets)) {
    model.message(8, new Message().string(1, domain).int(2, version));
  }
  return model.finish();
}
