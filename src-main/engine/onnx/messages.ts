import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { DataType, Shape } from '../graph/shape.ts';
import type { OnnxAttribute } from './emitter.ts';

// Field numbers are those of onnx.proto (ONNX IR version 9). Only what this encoder writes is here.

/** ONNX operator set that the primitives are written for. */
export const OPSET = 18;
const IR_VERSION = 9;
const MICROSOFT_DOMAIN = 'com.microsoft';
/** Operators of ONNX Runtime's CPU provider on values whose channels lie in blocks. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

const elementTypes: Readonly<Record<DataType, number>> = { float32: 1, uint8: 2, int64: 7, bool: 9 };

/** The ONNX code of a data type. */
export const elementType = (type: DataType): number => elementTypes[type];

/** A node as it is written. */
export interface NodeMessage {
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant as it is written: raw little-endian bytes. */
export interface InitializerMessage {
  readonly name: string;
  readonly type: DataType;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

/** A model's input or output as it is written. */
export interface ValueMessage {
  readonly name: string;
  readonly type: DataType;
  readonly shape: Shape;
}

/** All that a model holds. */
export interface ModelMessage {
  readonly nodes: readonly NodeMessage[];
  readonly initializers: readonly InitializerMessage[];
  readonly inputs: readonly ValueMessage[];
  readonly outputs: readonly ValueMessage[];
  /** Notes for whoever opens the file with another tool. */
  readonly metadata?: Readonly<Record<string, string>>;
}

function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);
const whole = (writer: BinaryWriter, field: number, value: number) =>
  writer.tag(field, WireType.Varint).int64(value);

function writeAttribute(writer: BinaryWriter, name: string, attribute: OnnxAttribute): void {
  text(writer, 1, name);
  if ('float' in attribute) {
    writer.tag(2, WireType.Bit32).float(attribute.float);
    whole(writer, 20, 1);
  } else if ('int' in attribute) {
    whole(writer, 3, attribute.int);
    whole(writer, 20, 2);
  } else if ('string' in attribute) {
    text(writer, 4, attribute.string);
    whole(writer, 20, 3);
  } else if ('floats' in attribute) {
    for (const value of attribute.floats) writer.tag(7, WireType.Bit32).float(value);
    whole(writer, 20, 6);
  } else {
    for (const value of attribute.ints) whole(writer, 8, value);
    whole(writer, 20, 7);
  }
}

function writeNode(writer: BinaryWriter, node: NodeMessage, index: number): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
  text(writer, 3, `${node.operator}_${index}`);
  text(writer, 4, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(writer, 5, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain) text(writer, 7, node.domain);
}

function writeInitializer(writer: BinaryWriter, { name, type, shape, bytes }: InitializerMessage): void {
  for (const length of shape) whole(writer, 1, length);
  whole(writer, 2, elementType(type));
  text(writer, 8, name);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writeValue(writer: BinaryWriter, { name, type, shape }: ValueMessage): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensorType) => {
      whole(tensorType, 1, elementType(type));
      message(tensorType, 2, (shapeProto) => {
        for (const length of shape) message(shapeProto, 1, (dimension) => whole(dimension, 1, length));
      });
    }),
  );
}

/** The bytes of an ONNX file. */
export function writeModel(model: ModelMessage): Uint8Array {
  const writer = new BinaryWriter();
  whole(writer, 1, IR_VERSION);
  text(writer, 2, 'earsight');
  message(writer, 7, (graph) => {
    for (const [index, node] of model.nodes.entries())
      message(graph, 1, (inner) => writeNode(inner, node, index));
    text(graph, 2, 'earsight');
    for (const initializer of model.initializers)
      message(graph, 5, (inner) => writeInitializer(inner, initializer));
    for (const value of model.inputs) message(graph, 11, (inner) => writeValue(inner, value));
    for (const value of model.outputs) message(graph, 12, (inner) => writeValue(inner, value));
  });
  for (const [domain, version] of [
    ['', OPSET],
    [MICROSOFT_DOMAIN, 1],
    ...(model.nodes.some(({ domain }) => domain === BLOCKED_DOMAIN) ? [[BLOCKED_DOMAIN, 1] as const] : []),
  ] as const) {
    message(writer, 8, (opset) => {
      text(opset, 1, domain);
      whole(opset, 2, version);
    });
  }
  for (const [key, value] of Object.entries(model.metadata ?? {})) {
    message(writer, 14, (entry) => {
      text(entry, 1, key);
      text(entry, 2, value);
    });
  }
  return writer.finish();
}
