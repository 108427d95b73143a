/** A graph that is not legal: the message names the node, its shapes and the rule it breaks. */
export class GraphError extends Error {
  readonly code = 'engine-failed';

  constructor(message: string) {
    super(message);
    this.name = 'GraphError';
  }
}
