export type JobState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** Why a job failed; `field` and `allowed` where its request was at fault. */
export interface JobFailure {
  readonly code: string;
  readonly reason: string;
  readonly field?: string | undefined;
  readonly allowed?: string | undefined;
}

/** A long piece of work as the library remembers it; survives its process. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly state: JobState;
  /** 0…1; null while the amount of work is unknown. */
  readonly progress: number | null;
  readonly secondsLeft: number | null;
  readonly message: string;
  /** What was asked for: enough to start it again. */
  readonly request: unknown;
  /** Where to go on from; null at the beginning. */
  readonly checkpoint: unknown;
  readonly result: unknown;
  readonly failure: JobFailure | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Which process runs it, or made it and is about to, in words: `process 4321`, of another machine with its name. */
  readonly owner: string | null;
}

export interface JobChange {
  readonly state?: JobState;
  readonly title?: string;
  readonly progress?: number | null;
  readonly secondsLeft?: number | null;
  readonly message?: string;
  readonly checkpoint?: unknown;
  readonly result?: unknown;
  readonly failure?: JobFailure | null;
}

export interface JobRepository {
  create(job: { kind: string; title: string; request: unknown }): Job;
  /** Whether a living process runs the job, or made it a moment ago and is about to. */
  isHeld(id: string): boolean;
  /** @throws StoreError `not-found` */
  get(id: string): Job;
  /** Newest first. */
  list(query?: { states?: readonly JobState[]; kinds?: readonly string[]; limit?: number }): Job[];
  /** Changes what is given; `startedAt` and `finishedAt` follow the state. */
  update(id: string, change: JobChange): Job;
  /** Takes the oldest queued job (of these kinds) for this process and marks it running; null when there is none. */
  claimNext(kinds?: readonly string[]): Job | null;
  /** Takes one given job that is queued or paused; null when another process has it or it is over. */
  claim(id: string): Job | null;
  /** Tells the other processes that this one still works on its jobs; at least once a minute. */
  beat(): void;
  /**
   * Queues again the running jobs whose process is dead, or was not heard of for two minutes.
   * Checkpoints stay. Jobs of living processes, another window's among them, are left alone.
   */
  recover(): Job[];
  /** Forgets finished jobs older than a time. */
  prune(before: Date): void;
}

export type RunState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'stopped';

/** A training run. */
export interface Run {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  /** Everything needed to repeat it. */
  readonly config: unknown;
  readonly jobId: string | null;
  /** Folder of the model it makes. */
  readonly modelFolder: string | null;
  readonly summary: unknown;
  readonly failure: { readonly code: string; readonly reason: string } | null;
  readonly createdAt: string;
  readonly modifiedAt: string;
}

/** One point of a run's curves. */
export interface RunPoint {
  readonly step: number;
  readonly pairs: number;
  readonly seconds: number;
  /** By name, e.g. `loss`, `validationLoss`, `validationAccuracy`. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface RunCheckpoint {
  readonly step: number;
  readonly kind: 'best' | 'last';
  /** Relative to the library's folder, or absolute. */
  readonly file: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly createdAt: string;
}

export interface RunRepository {
  create(run: { name: string; config: unknown; jobId?: string | null; modelFolder?: string | null }): Run;
  get(id: string): Run;
  /** Newest first. */
  list(): Run[];
  update(
    id: string,
    change: Partial<Pick<Run, 'name' | 'state' | 'jobId' | 'modelFolder' | 'summary' | 'failure' | 'config'>>,
  ): Run;
  remove(id: string): void;
  /** Adds points; one of a step that is there already is replaced, so a resumed run doubles nothing. */
  addPoints(id: string, points: readonly RunPoint[]): void;
  /** Forgets the points after a step: where a run that resumes from a checkpoint goes on. */
  truncateCurve(id: string, afterStep: number): void;
  /** In order of step; `fromStep` leaves out earlier ones. */
  curve(id: string, fromStep?: number): RunPoint[];
  /** One of each kind is kept: a new one replaces the old. */
  saveCheckpoint(id: string, checkpoint: Omit<RunCheckpoint, 'createdAt'>): void;
  checkpoints(id: string): RunCheckpoint[];
}

/** The result of an evaluation. */
export interface Evaluation {
  readonly id: string;
  readonly modelHash: string;
  readonly modelName: string;
  /** What was evaluated on what. */
  readonly request: unknown;
  readonly results: unknown;
  readonly createdAt: string;
}

export interface EvaluationRepository {
  add(evaluation: Omit<Evaluation, 'id' | 'createdAt'>): Evaluation;
  get(id: string): Evaluation;
  /** Newest first. */
  list(modelHash?: string): Evaluation[];
  remove(id: string): void;
}
