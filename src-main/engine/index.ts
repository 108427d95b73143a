/** The engine: tensor graphs, their gradients, ONNX encoding, runtimes and exact search. */

import './no-telemetry.ts';

export { type ForeignModel, type ForeignPort, openForeignModel } from './foreign-model.ts';
export { gradientsOf } from './gradients/differentiate.ts';
export { closeGraph } from './graph/close-graph.ts';
export type { Graph, Weights } from './graph/graph.ts';
export { GraphError } from './graph/graph-error.ts';
export { type DataType, formatShape, type Shape, sizeOf } from './graph/shape.ts';
export type { Tensor } from './graph/tensor.ts';
export { encodeGraph } from './onnx/encode.ts';
export * as op from './operations/index.ts';
export {
  engineVersion,
  knownProviders,
  providerPreference,
  type SelfTest,
  selfTest,
} from './runtimes/onnxruntime/devices.ts';
export type { Provider } from './runtimes/onnxruntime/provider.ts';
export { providerForms } from './runtimes/onnxruntime/provider-forms.ts';
export { compileResident, type ResidentExecutable } from './runtimes/onnxruntime/resident.ts';
export { onnxRuntime } from './runtimes/onnxruntime/session.ts';
export type { Executable, Runtime, Values } from './runtimes/runtime.ts';
export { tensorFlowRuntime } from './runtimes/tensorflow/interpreter.ts';
export { loadTensorFlow, TensorFlowMissing } from './runtimes/tensorflow/load.ts';
export { type Found, type SearchIndex, searchIndex, unitLength } from './search/search.ts';
export { type FoundOfMany, type ManySearch, manySearch } from './search/search-many.ts';
