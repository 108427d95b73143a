/** Execution providers of ONNX Runtime that Earsight uses. */
export type Provider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
