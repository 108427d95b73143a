/** True for the weights that weight decay pulls on: kernels, not biases, batch-norm scales or temperatures. */
export function decays(name: string): boolean {
  return /(conv|fc)[^/.]*\.weight$/.test(name);
}
