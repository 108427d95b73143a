import { type Client, mediaPaths } from '../../src-main/contract/client.ts';
import { EarsightError } from '../../src-main/contract/errors.ts';
import type { VideoDetail } from '../../src-main/contract/library.ts';
import { type FrameClock, frameCovering, frameNumberAt, middleOfFrame } from '../logic/frame-clock.ts';
import { nextShuttle, stepSpeed } from '../logic/shuttle.ts';
import { text } from '../text/text.ts';
import { FrameTimes } from './frame-times.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';

/** A stretch of the video, in seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Frame rate assumed where a file has no picture: steps are then 40 ms of sound. */
const soundOnlyRate = 25;

/** The video in the player, where it stands and how it moves. */
export class Player {
  video = $state.raw<VideoDetail | null>(null);
  loading = $state(false);
  problem = $state<string | null>(null);
  /** Where the playhead stands, in seconds. */
  time = $state(0);
  /** The presentation time of the frame on show, in seconds. */
  frameTime = $state(0);
  playing = $state(false);
  scrubbing = $state(false);
  /** On the way to another frame: the one on show is not the one asked for. */
  seeking = $state(false);
  speed = $state(1);
  /** Backwards playing, as a speed; 0 when not. */
  backwards = $state(0);
  muted = $state(false);
  volume = $state(1);
  span = $state.raw<Span | null>(null);
  looping = $state(false);
  /** The job that makes a proxy for this video. */
  proxyJob = $state<string | null>(null);
  /** False where the window has no picture to take pixels from: frames then come from the back end. */
  readonly canPlay = $derived(this.video !== null && (this.video.playable || this.video.proxy === 'ready'));
  readonly rate = $derived(this.video?.picture?.framesPerSecond || soundOnlyRate);
  readonly duration = $derived(this.video?.durationSeconds ?? 0);
  /** When frames come: by the file's own list once it is read, else by the rate. */
  readonly clock = $derived.by<FrameClock>(() => ({
    framesPerSecond: this.rate,
    durationSeconds: this.duration,
    times: this.#frameTimes.of(this.video?.id ?? null),
  }));
  readonly frame = $derived(frameNumberAt(this.frameTime, this.clock));
  /** False where frames come at no fixed rate and their own times are not known, or not yet. */
  readonly isFrameExact = $derived(
    this.clock.times !== null || this.video?.picture?.variableFrameRate !== true,
  );
  /** Standing still, so that slower questions (neighbours) are worth asking. */
  readonly settled = $derived(!this.playing && !this.scrubbing && !this.seeking && this.backwards === 0);

  readonly #client: Client;
  readonly #jobs: Jobs;
  readonly #frameTimes: FrameTimes;
  #element: HTMLVideoElement | null = null;
  #wanted: number | null = null;
  #opening = 0;
  /** The frame on show when the last step began, as its presentation time. */
  #steppedFrom: number | null = null;
  /** Whether the frame that was told last is the one that the last seek led to; it may come after `seeked`. */
  #isToldSinceSeek = true;
  /** Whether the last move was a step: the next one then begins where it led, told or not. */
  #hasStepped = false;
  /** The speed before J and L changed it; null while they do not. */
  #speedBefore: number | null = null;

  constructor(client: Client, jobs: Jobs) {
    this.#client = client;
    this.#jobs = jobs;
    this.#frameTimes = new FrameTimes(client);
  }

  async open(video: number, at = 0): Promise<void> {
    if (this.video?.id === video) return this.seek(at);
    this.#opening += 1;
    const opening = this.#opening;
    this.stop();
    this.loading = true;
    this.problem = null;
    try {
      const detail = await this.#client.call('videos.get', { video });
      if (opening !== this.#opening) return;
      this.#take(detail, at);
    } catch (error) {
      if (opening !== this.#opening) return;
      this.video = null;
      this.problem = EarsightError.toData(error).message;
    } finally {
      if (opening === this.#opening) this.loading = false;
    }
  }

  /** Nothing in the player, as when another library opens. */
  close(): void {
    this.#opening += 1;
    this.stop();
    this.video = null;
    this.#frameTimes.follow(null);
    this.loading = false;
    this.problem = null;
  }

  /** Reads the same video again: its state has changed. */
  async reload(): Promise<void> {
    const video = this.video?.id;
    if (video === undefined) return;
    const detail = await this.#client.call('videos.get', { video }).catch(() => null);
    if (!detail || this.video?.id !== video) return;
    // A drive that is back, or a file that can be read again: what went wrong before is tried anew.
    if (detail.state !== this.video.state) {
      this.problem = null;
      this.#wanted = this.time;
    }
    this.video = detail;
  }

  /** The element that shows the picture; the player drives it and hears how it goes. Returns how to let go. */
  attach(element: HTMLVideoElement): () => void {
    this.#element = element;
    element.preservesPitch = true;
    const stopListening = new AbortController();
    const { signal } = stopListening;
    element.addEventListener('loadedmetadata', () => this.#begin(element), { signal });
    element.addEventListener('seeked', () => this.#afterSeek(), { signal });
    element.addEventListener('play', () => this.#run(element), { signal });
    element.addEventListener('pause', () => this.#pauseHeard(element), { signal });
    element.addEventListener('ended', () => this.#endHeard(), { signal });
    element.addEventListener('error', () => this.#errorHeard(element), { signal });
    this.#begin(element);
    return () => {
      stopListening.abort();
      if (this.#element === element) this.#element = null;
    };
  }

  source(): string | null {
    return this.video && this.canPlay ? mediaPaths.video(this.video.id) : null;
  }

  /** Goes to a time. While an earlier seek is under way only the newest target is kept. */
  seek(seconds: number): void {
    const target = Math.min(Math.max(seconds, 0), this.duration);
    this.time = target;
    if (!this.canPlay || !this.#element) {
      this.frameTime = target;
      return;
    }
    this.seeking = true;
    this.#isToldSinceSeek = false;
    this.#hasStepped = false;
    const isFree = !this.#element.seeking && this.#element.readyState >= 1;
    // Between the end of a seek and the event that tells it, an older target may wait still.
    this.#wanted = isFree ? null : target;
    if (isFree) this.#element.currentTime = target;
  }

  /** Goes some frames on or back: from where a seek under way leads to, so that no press of a key is lost. */
  step(frames: number): void {
    this.pause();
    const { clock } = this;
    const isStill = this.#element !== null && this.canPlay && !this.seeking;
    const isShown = isStill && this.#isToldSinceSeek;
    // The same frame again after a step: the file's rate is not the truth, whatever its header claims. The next step
    // begins where the last one led, so that it gets on even where the file's own times cannot be told.
    const isStuck = isStill && this.frameTime === this.#steppedFrom;
    if (isStuck) this.readFrameTimes();
    this.#steppedFrom = isShown ? this.frameTime : null;
    const from = isShown && !isStuck && !this.#hasStepped ? this.frame : frameCovering(this.time, clock);
    this.seek(middleOfFrame(from + frames, clock));
    this.#hasStepped = true;
  }

  /** Has the frames of this video numbered by their own times, which takes reading its file once. */
  readFrameTimes(): void {
    if (this.video?.picture) this.#frameTimes.follow(this.video.id);
  }

  skip(seconds: number): void {
    this.seek(this.time + seconds);
  }

  toggle(): void {
    if (this.#isRunning || this.backwards !== 0) this.pause();
    else {
      this.#endShuttle();
      this.play();
    }
  }

  /** Whether it plays, by the last command: `playing` follows a little later, and two keys may come before it does. */
  get #isRunning(): boolean {
    return this.#element ? !this.#element.paused : this.playing;
  }

  play(): void {
    this.backwards = 0;
    this.#hasStepped = false;
    const element = this.#element;
    if (!element) return;
    const { span } = this;
    if (this.looping && span && (this.time < span.from || this.time >= span.to)) this.seek(span.from);
    else if (this.time >= this.duration - 0.5 / this.rate) this.seek(0);
    element.playbackRate = this.speed;
    element.play().catch(() => undefined);
  }

  pause(): void {
    this.backwards = 0;
    this.#element?.pause();
    this.#endShuttle();
  }

  /** J and L: play in a direction, faster each time; K is `pause`. */
  shuttle(direction: 1 | -1): void {
    const now = this.backwards !== 0 ? -this.backwards : this.#isRunning ? this.speed : 0;
    const next = nextShuttle(now, direction);
    if (next > 0) {
      const before = this.#speedBefore ?? this.speed;
      this.setSpeed(next);
      this.#speedBefore = before;
      this.play();
      return;
    }
    this.#element?.pause();
    this.#endShuttle();
    const alreadyRunning = this.backwards !== 0;
    this.backwards = -next;
    if (!alreadyRunning) this.#runBackwards();
  }

  /** What J and L did to the speed ends with them: Space plays as before. */
  #endShuttle(): void {
    if (this.#speedBefore !== null) this.setSpeed(this.#speedBefore);
  }

  setSpeed(speed: number): void {
    this.#speedBefore = null;
    this.speed = speed;
    if (this.#element) this.#element.playbackRate = speed;
  }

  changeSpeed(direction: 1 | -1): void {
    this.setSpeed(stepSpeed(this.speed, direction));
  }

  setVolume(volume: number): void {
    this.volume = Math.min(Math.max(volume, 0), 1);
    this.muted = this.volume === 0;
  }

  setSpan(span: Span | null): void {
    this.span = span && span.to - span.from > 0.5 / this.rate ? span : null;
    this.looping = this.span !== null;
  }

  /** I and O: the span starts, or ends, here. */
  markSpan(edge: 'from' | 'to'): void {
    const span = this.span ?? { from: 0, to: this.duration };
    const marked = { ...span, [edge]: this.time };
    if (marked.from >= marked.to)
      this.setSpan(edge === 'from' ? { ...marked, to: this.duration } : { ...marked, from: 0 });
    else this.setSpan(marked);
  }

  /** Told by the stage with every frame it shows. */
  showFrame(presentationSeconds: number): void {
    this.frameTime = presentationSeconds;
    // While a seek is under way it may be the frame of an earlier one.
    if (!this.seeking) this.#isToldSinceSeek = true;
  }

  stop(): void {
    this.pause();
    this.playing = false;
    this.span = null;
    this.looping = false;
    this.#wanted = null;
    this.proxyJob = null;
    this.seeking = false;
  }

  #take(detail: VideoDetail, at: number): void {
    this.video = detail;
    this.time = Math.min(at, detail.durationSeconds);
    this.frameTime = this.time;
    this.#wanted = this.time;
    this.#steppedFrom = null;
    // A fixed rate numbers its frames by itself; nothing is read for it.
    this.#frameTimes.follow(detail.picture?.variableFrameRate ? detail.id : null);
    this.speed = 1;
    if (!detail.playable && detail.proxy !== 'ready' && detail.state !== 'offline')
      void this.#makeProxy(detail.id);
  }

  async #makeProxy(video: number): Promise<void> {
    try {
      const { job } = await this.#client.call('videos.proxy', { video });
      if (this.video?.id !== video) return;
      this.proxyJob = job;
      if (job === null) return void this.reload();
      this.#jobs.whenEnded(job, (ended) => {
        if (this.video?.id !== video) return;
        this.problem = ended.failure?.reason ?? null;
        this.proxyJob = null;
        this.#wanted = this.time;
        void this.reload();
      });
    } catch (error) {
      this.problem = EarsightError.toData(error).message;
    }
  }

  #begin(element: HTMLVideoElement): void {
    if (element.readyState < 1) return;
    const target = this.#wanted ?? this.time;
    this.#wanted = null;
    // A seek to 0 at the start may show nothing new and so tell nothing; any other seek ends in `seeked`.
    if (Math.abs(element.currentTime - target) > 1e-3) element.currentTime = target;
  }

  #afterSeek(): void {
    if (this.#wanted === null || !this.#element) {
      // Another seek may have begun before the end of this one was told.
      this.seeking = this.#element?.seeking ?? false;
      return;
    }
    const target = this.#wanted;
    this.#wanted = null;
    this.#element.currentTime = target;
  }

  #run(element: HTMLVideoElement): void {
    this.playing = true;
    const follow = () => {
      if (element.paused || element !== this.#element) return;
      if (!element.seeking && this.#wanted === null) this.time = element.currentTime;
      const { span } = this;
      if (this.looping && span && this.time >= span.to) this.seek(span.from);
      requestAnimationFrame(follow);
    };
    requestAnimationFrame(follow);
  }

  #runBackwards(): void {
    let last = performance.now();
    const follow = (now: number) => {
      if (this.backwards === 0) return;
      const moved = ((now - last) / 1000) * this.backwards;
      // Each seek decodes from the keyframe before: wait for it rather than queueing more.
      if (!this.#element?.seeking) {
        last = now;
        const edge = this.looping && this.span ? this.span.from : 0;
        if (this.time - moved <= edge) {
          this.seek(edge);
          this.backwards = 0;
          return;
        }
        this.seek(this.time - moved);
      }
      requestAnimationFrame(follow);
    };
    requestAnimationFrame(follow);
  }

  #pauseHeard(element: HTMLVideoElement): void {
    this.playing = false;
    if (!element.ended) this.time = this.#wanted ?? element.currentTime;
  }

  #endHeard(): void {
    if (!this.looping) return;
    this.seek(this.span?.from ?? 0);
    void this.#element?.play().catch(() => undefined);
  }

  #errorHeard(element: HTMLVideoElement): void {
    if (element.error && this.video) this.problem = text.player.cannotPlay(element.error.message);
  }
}
