import { describe, expect, test } from 'vitest';
import { checkGraph } from '../../../src-main/engine/graph/check.ts';
import type { Node } from '../../../src-main/engine/graph/tensor.ts';
import { closeGraph, type Graph, GraphError, op, type Tensor } from '../../../src-main/engine/index.ts';

const x = op.input('x', [2, 3]);
const sum = op.add(x, op.parameter('w', [3]));
const legal = closeGraph({ y: sum });

/** The same graph with one node replaced by a changed copy. */
function withNode(node: Node, change: Partial<Node>): Graph {
  const odd = { ...node, ...change };
  return { ...legal, order: legal.order.map((other) => (other === node ? odd : other)) };
}

/** The node's only output as another type. */
const outputOf = (node: Node, change: Partial<Tensor>) => [{ ...node.outputs[0]!, ...change }];

describe('a graph is refused, naming the node and its shapes,', () => {
  test('when it has no output', () => {
    checkGraph(legal);
    expect(() => closeGraph({})).toThrow(GraphError);
    expect(() => closeGraph({})).toThrow('the graph has no output');
  });

  test('when a node comes before what it uses', () => {
    const turned = { ...legal, order: [...legal.order].reverse() };
    expect(() => checkGraph(turned)).toThrow(
      'add(float32[2, 3], float32[3]) uses a value that is not computed before it',
    );
  });

  test('when an output is not what the operation infers', () => {
    const odd = withNode(sum.node, { outputs: outputOf(sum.node, { shape: [3, 2] }) });
    expect(() => checkGraph(odd)).toThrow(
      'add(float32[2, 3], float32[3]): output 0 is float32[3, 2]; its operation infers float32[2, 3]',
    );
    const none = withNode(sum.node, { outputs: [] });
    expect(() => checkGraph(none)).toThrow(
      'add(float32[2, 3], float32[3]) has 0 outputs; its operation infers 1',
    );
  });

  test('when an axis is empty or unknown', () => {
    for (const length of [0, -1, 1.5, Number.NaN]) {
      expect(() => closeGraph({ y: op.relu(op.input('x', [2, length])) })).toThrow(GraphError);
    }
    expect(() => closeGraph({ y: op.relu(op.input('x', [2, 0])) })).toThrow(
      'output 0 has an empty or unknown axis [2, 0]',
    );
  });

  test('when two leaves, or a leaf and an output, have one name', () => {
    const twice = op.add(op.input('x', [2]), op.input('x', [2]));
    expect(() => closeGraph({ y: twice })).toThrow('input(): the name "x" is taken by another leaf');
    expect(() => closeGraph({ x: op.relu(op.input('x', [2])) })).toThrow(
      'the name "x" is taken by an input and an output',
    );
  });

  test('when an operation can neither be written nor expanded', () => {
    const { emit: _emit, expand: _expand, ...mute } = sum.node.operation;
    const odd = withNode(sum.node, { operation: mute });
    expect(() => checkGraph(odd)).toThrow('add(float32[2, 3], float32[3]) has no forward rule');
  });

  test('when what goes in does not fit together', () => {
    expect(() => op.add(op.input('a', [2, 3]), op.input('b', [4]))).toThrow(GraphError);
    expect(() => op.matMul(op.input('a', [2, 3]), op.input('b', [4, 5]))).toThrow(/\[2, 3\].*\[4, 5\]/);
  });
});
