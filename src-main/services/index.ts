import type { Handlers } from '../contract/contract.ts';
import type { Emit, Role } from './context.ts';

export interface ServicesOptions {
  /** Which half of the contract this process answers. */
  role: Role;
  /** The library to open at once; otherwise `library.open` does. */
  library?: string;
  /** Hears every event. */
  emit: Emit;
  /** The app's own folder; found by itself when left out. */
  appFolder?: string;
  /** The user's folder (settings, models, downloads); `EARSIGHT_HOME` or the platform's usual place when left out. */
  homeFolder?: string;
}

/** The services of one process, behind the contract. */
export interface Services {
  /**
   * The methods of this role. `library.open` is in both roles: a router with two workers must send it to
   * both, the `interactive` one's answer being the one to return.
   */
  readonly handlers: Partial<Handlers>;
  /** Answers the paths of `mediaPaths` (contract/client.ts): GET and HEAD only, any origin; the transport guards the door. */
  media(request: Request): Promise<Response>;
  /** Stops the running job where it can resume, closes the library and releases the networks. */
  close(): Promise<void>;
}

export type CreateServices = (options: ServicesOptions) => Promise<Services>;
