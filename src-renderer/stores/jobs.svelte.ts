import { SvelteMap } from 'svelte/reactivity';
import type { Client } from '../../src-main/contract/client.ts';
import type { Job } from '../../src-main/contract/jobs.ts';
import { withToldMeanwhile } from '../logic/told-meanwhile.ts';
import { text } from '../text/text.ts';
import type { Toasts } from './toasts.svelte.ts';

/** A job that waits, runs or rests. */
export type ActiveJob = Job & { readonly state: 'queued' | 'running' | 'paused' };

const ended = new Set<Job['state']>(['done', 'failed', 'cancelled']);
const isActive = (job: Job): job is ActiveJob => !ended.has(job.state);

/** All long work: indexing, proxies, exports, training. */
export class Jobs {
  readonly byId = new SvelteMap<string, Job>();
  readonly all = $derived(
    [...this.byId.values()].sort((one, other) => other.startedAt.localeCompare(one.startedAt)),
  );
  readonly active = $derived(this.all.filter(isActive));
  readonly finished = $derived(this.all.filter((job) => ended.has(job.state)));
  readonly indexing = $derived(this.active.find((job) => job.kind === 'index') ?? null);

  /** An indexing has ended, however; set by whoever shows what was indexed. */
  onIndexed: () => void = () => undefined;
  readonly #client: Client;
  readonly #toasts: Toasts;
  readonly #followers = new Map<string, (job: Job) => void>();
  #dismissed = new Set<string>();
  /** What was told while a list is on its way. */
  #told: Map<string, Job> | null = null;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    client.on('job', (job) => this.#hear(job));
  }

  async load(): Promise<void> {
    const told = new Map<string, Job>();
    this.#told = told;
    const listed = await this.#client.call('jobs.list', {});
    // A later question is under way, of another library perhaps: its answer is the one that counts.
    if (this.#told !== told) return;
    this.#told = null;
    this.byId.clear();
    for (const job of withToldMeanwhile(listed, told)) this.#take(job);
  }

  /** Calls once when a job has ended, also when it had ended before. */
  whenEnded(id: string, listener: (job: Job) => void): void {
    const job = this.byId.get(id);
    if (job && ended.has(job.state)) listener(job);
    else this.#followers.set(id, listener);
  }

  async pause(job: Job): Promise<void> {
    await this.#tell('jobs.pause', job);
  }

  async resume(job: Job): Promise<void> {
    await this.#tell('jobs.resume', job);
  }

  async cancel(job: Job): Promise<void> {
    await this.#tell('jobs.cancel', job);
  }

  /** Takes ended jobs off the list; their files stay. */
  clearFinished(): void {
    for (const job of this.finished) {
      this.#dismissed.add(job.id);
      this.byId.delete(job.id);
    }
  }

  #hear(job: Job): void {
    this.#told?.set(job.id, job);
    const wasActive = this.active.some(({ id }) => id === job.id);
    const isFollowed = this.#followers.has(job.id);
    this.#take(job);
    if (job.kind === 'index' && wasActive && ended.has(job.state)) this.onIndexed();
    // Nobody waits for an indexing: it would else end in silence, with nothing done and nothing running.
    if (job.kind === 'index' && wasActive && !isFollowed && job.state === 'failed')
      this.#toasts.show(job.failure?.reason ?? job.title, { tone: 'danger' });
  }

  #take(job: Job): void {
    if (this.#dismissed.has(job.id)) return;
    this.byId.set(job.id, job);
    if (!ended.has(job.state)) return;
    const follower = this.#followers.get(job.id);
    this.#followers.delete(job.id);
    follower?.(job);
  }

  async #tell(method: 'jobs.pause' | 'jobs.resume' | 'jobs.cancel', job: Job): Promise<void> {
    try {
      await this.#client.call(method, { job: job.id });
    } catch (error) {
      this.#toasts.report(error);
    }
  }
}

/** How a job that has not ended stands, in a line. */
export function lineOf(job: Job): string {
  if (job.state !== 'running') return text.activity.states[job.state];
  return [job.message, job.secondsLeft === null ? '' : text.indexing.left(job.secondsLeft)]
    .filter(Boolean)
    .join(' · ');
}

/** The files an export made, read from its job's result; the folder where there are many of them. */
export function filesOf(job: Job): string[] {
  const result = job.result as { files?: unknown; folder?: unknown } | null;
  if (Array.isArray(result?.files)) return result.files.filter((file) => typeof file === 'string');
  return typeof result?.folder === 'string' ? [result.folder] : [];
}
