/** A run that cannot go on; the reason is for the person who started it. */
export class TrainingStopped extends Error {
  readonly code = 'engine-failed';
}
