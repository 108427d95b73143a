/** What is to be indexed, and how. */
export interface IndexRequest {
  /** Ids of the sources; all when left out. */
  readonly sources?: readonly number[] | undefined;
  readonly model: string;
  readonly ratePerSecond: number;
  /** Tries every video again that failed before, also where nothing has changed since. */
  readonly retry?: boolean | undefined;
}

/** What indexing needs of whoever runs it. */
export interface IndexControl {
  readonly id: string;
  readonly signal: AbortSignal;
  report(progress: number | null, message?: string): void;
  gate(): Promise<void>;
}

/** Where the time went: the benchmark's share of inference. */
export interface IndexTiming {
  readonly inferenceSeconds: number;
  readonly embeddingWallSeconds: number;
}
