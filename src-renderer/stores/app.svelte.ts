import { createContext } from 'svelte';
import type { Environment } from '../../src-main/contract/app.ts';
import type { Client } from '../../src-main/contract/client.ts';
import { Annotating } from '../annotate/state/annotating.svelte.ts';
import { text } from '../text/text.ts';
import { Exports } from './exports.svelte.ts';
import { Heatmaps } from './heatmap.svelte.ts';
import { Jobs } from './jobs.svelte.ts';
import { Keys } from './keys.svelte.ts';
import { Library } from './library.svelte.ts';
import { Listening } from './listening.svelte.ts';
import { Models } from './models.svelte.ts';
import { type FolderPurpose, Navigation } from './navigation.svelte.ts';
import { Neighbours } from './neighbours.svelte.ts';
import { Player } from './player.svelte.ts';
import { SettingsStore } from './settings.svelte.ts';
import { TimelineView } from './timeline.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { VideoList } from './video-list.svelte.ts';

/** Everything the window knows, made once around its one client. */
export class App {
  readonly client: Client;
  readonly navigation = new Navigation();
  readonly toasts = new Toasts();
  readonly settings: SettingsStore;
  readonly jobs: Jobs;
  readonly models: Models;
  readonly library: Library;
  readonly videos: VideoList;
  readonly player: Player;
  readonly heatmaps: Heatmaps;
  readonly listening: Listening;
  readonly neighbours: Neighbours;
  readonly exports: Exports;
  readonly timeline: TimelineView;
  readonly keys: Keys;
  readonly annotating: Annotating;
  environment = $state.raw<Environment>({
    kind: 'browser',
    platform: 'linux',
    version: '',
    canChooseFolder: false,
  });
  connected = $state(true);
  ready = $state(false);
  #loads = 0;

  constructor(client: Client) {
    this.client = client;
    this.settings = new SettingsStore(client, this.toasts);
    this.jobs = new Jobs(client, this.toasts);
    this.models = new Models(this);
    this.library = new Library(client, this.toasts);
    this.videos = new VideoList(client, this.toasts);
    this.player = new Player(client, this.jobs);
    this.heatmaps = new Heatmaps(client);
    this.listening = new Listening(this.player);
    this.neighbours = new Neighbours(client, this.toasts);
    this.exports = new Exports(client, this.player, this.heatmaps, this.jobs, this.toasts);
    this.timeline = new TimelineView(this.player);
    this.keys = new Keys(this.settings, this.toasts);
    this.annotating = new Annotating(this);
    this.library.onOther = () => {
      this.jobs.load().catch((error) => this.toasts.report(error));
    };
    this.exports.showQueue = () => {
      this.navigation.activityOpen = true;
    };
    client.onConnection((connected) => this.#connectionChanged(connected));
    client.on('worker', (event) => {
      this.toasts.show(
        event.state === 'died' ? text.errors.workerDied(event.reason) : text.errors.workerBack,
      );
      if (event.state === 'restarted') this.#askAgain();
    });
    client.on('videos-changed', ({ videos }) => {
      const shown = this.player.video?.id;
      if (shown !== undefined && (videos.length === 0 || videos.includes(shown))) void this.player.reload();
      this.neighbours.hearNews();
    });
    // The last videos of an indexing can be searched when it has ended, a little after they are told.
    this.jobs.onIndexed = () => this.neighbours.hearNews();
  }

  /** Fetches what every view needs; parts that fail say so and leave the rest usable. */
  async load(): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    const report = (error: unknown) => this.toasts.report(error);
    await Promise.all([
      this.settings.load().catch(report),
      this.client.call('app.environment', {}).then((environment) => {
        this.environment = environment;
      }, report),
      this.library.load().catch(report),
      this.jobs.load().catch(report),
    ]);
    if (load !== this.#loads) return;
    this.ready = true;
    this.videos.restart();
    await this.models.load();
  }

  /** Asks for a folder: with the system's dialog where there is one, else with the window's own. */
  async chooseFolder(purpose: FolderPurpose, hint?: string): Promise<void> {
    if (!this.environment.canChooseFolder) {
      this.navigation.open({ name: 'folder', purpose, ...(hint === undefined ? {} : { hint }) });
      return;
    }
    try {
      const { folder } = await this.client.call('app.chooseFolder', {
        title: text.folder.titles[purpose.kind],
      });
      if (folder !== null) await this.library.useFolder(folder, purpose);
    } catch (error) {
      this.toasts.report(error);
    }
  }

  /** Shows a moment in the player. */
  jumpTo(video: number, at: number): void {
    this.navigation.go('explore');
    void this.player.open(video, at);
  }

  /** Opens the video before or after the one in the player, in the order of the grid. */
  openBeside(direction: 1 | -1): void {
    const shown = this.player.video ? this.videos.indexOf(this.player.video.id) : -1;
    const item = this.videos.items[shown + direction];
    if (item) void this.player.open(item.id);
  }

  /** What failed while the engine was away is asked for again. */
  #askAgain(): void {
    this.player.problem = null;
    void this.player.reload();
    this.heatmaps.refresh();
    this.neighbours.refresh();
    this.videos.refresh();
    // How a job ended that was under way is told once, perhaps to nobody.
    this.jobs.load().catch((error) => this.toasts.report(error));
  }

  #connectionChanged(connected: boolean): void {
    const back = connected && !this.connected;
    this.connected = connected;
    // A first load that the lost connection cut short counts as well.
    if (back && this.#loads > 0) void this.load();
  }
}

/** The app of the component tree: `setApp` once at the root, `useApp` anywhere below. */
export const [useApp, setApp] = createContext<App>();
