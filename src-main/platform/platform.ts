import type { Effect } from '../../src-preload/contract/types.ts';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { DesktopHands, DesktopLook } from './input/desktop.ts';
import type { AssistantPage, AssistantUse } from './assistants/assistants.ts';
import type { Provider } from './assistants/providers.ts';
import type { BrowserSearch } from './browser/find-browser.ts';
import type { ChatEnd, ChatRequest, OllamaModel, Reachable } from './ollama/ollama-api.ts';
import type { OllamaAddress } from './ollama/ollama-url.ts';
import type { BrowserSession } from './browser/session.ts';
import type { OpenOptions } from './browser/sessions.ts';

/**
 * What one run may use up and what it has done. The door makes one for each run and hands it to `Platform.forRun`;
 * platform code reports each effect at the moment it performs it, so that planned against actual is data and a tool
 * cannot claim or hide one.
 */
export interface RunScope {
  /** Aborted by cancel, pause, deadline and quit. Everything the run started must end with it. */
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`, milliseconds. */
  readonly deadline: number;
  report(effect: Effect): void;
}

/** A path that was checked: what it really is, and the identity that a later look must find again. */
export interface CheckedPath {
  realPath: string;
  /** The real path of the allowed root that it lies in. */
  root: string;
  dev: string;
  ino: string;
}

export type PathCheck =
  { ok: true; path: CheckedPath } | { ok: false; why: 'outside' | 'missing' | 'unreadable'; message: string };

/** What a plan may use: looking only. */
export interface PlanPlatform {
  /** Resolves links and tells whether `path` lies inside one of `roots` (by real path, on segment borders). */
  checkPath(path: string, roots: readonly string[]): Promise<PathCheck>;
  readonly desktop: DesktopLook;
  readonly consult: ConsultPlaces;
}

/** Where a question could go, and through what. Looking only. */
export interface ConsultPlaces {
  /** Where Ollama would be asked: on this computer, or nowhere. */
  ollamaAddress(): OllamaAddress;
  /** The assistants that can be asked through their own pages. */
  providers(): readonly Provider[];
  /** The browser that would be used. Starts nothing. */
  findBrowser(browserPath: string | null): BrowserSearch;
}

/** Asking, for one run. */
export interface Consulting extends ConsultPlaces {
  /** For the address that `ollamaAddress` gave to the plan. */
  ollama(at: Reachable): OllamaClient;
  /** @throws as `Assistants.withPage` does */
  withPage<T>(use: AssistantUse, work: (page: AssistantPage) => Promise<T>): Promise<T>;
  /** What is done inside a page is known to whoever does it. */
  report(effect: Effect): void;
}

/** Ollama on this computer. Each request is reported as an effect. */
export interface OllamaClient {
  /** @throws as `listModels` of ./ollama/ollama-api.ts does */
  models(signal: AbortSignal): Promise<OllamaModel[]>;
  /** @throws as `chat` of ./ollama/ollama-api.ts does */
  chat(asked: ChatRequest, onText: (text: string) => boolean, signal: AbortSignal): Promise<ChatEnd>;
}

export interface GitOutput {
  stdout: Buffer;
  stderr: string;
  exitCode: number;
  /** Names of the filter drivers that are configured and were kept from running. */
  silencedFilters: readonly string[];
}

/** A neutralised git: it reads a repository and runs nothing that the repository, its config or the environment names. */
export interface GitRunner {
  /**
   * Runs `git <args>` in `workTree` (the folder that holds `.git`) on `gitDir`, both real paths. Only the reading commands
   * `status` and `check-attr` are let through.
   * @throws ToolError `unavailable` (`git_missing`, `git_too_old`), `error` (`git_output_too_large`, `git_failed`,
   * `work_tree_elsewhere`, `bare_repository`, `unsafe_filter_name`), or the scope's abort reason.
   * A non-zero exit code is an answer, not an exception.
   */
  run(
    args: readonly string[],
    options: { workTree: string; gitDir: string; maxBytes: number; input?: Buffer },
  ): Promise<GitOutput>;
}

export interface HttpLimits {
  /** Bytes of body kept, after decompression; more is cut and `truncated` is set. */
  maxBytes: number;
  maxRedirects: number;
  /** As in the settings: empty means any public host. */
  allowedDomains: readonly string[];
  /** `host:port` pairs that may resolve to private addresses. */
  privateHostsAllowed: readonly string[];
  /** Where only these `host:port` pairs were allowed: no hop may leave them. null for all that the rest lets through. */
  onlyHosts: readonly string[] | null;
}

export interface HttpAnswer {
  status: number;
  finalUrl: string;
  /** Every hop that sent on to another one, in order: what it answered, and where it was. */
  redirects: { status: number; url: string }[];
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
  truncated: boolean;
}

/** GET through the address guard: every hop's address is checked when its socket is opened. */
export interface GuardedHttp {
  /**
   * @throws ToolError `policy_blocked` (`address_refused`, `domain_refused`), `invalid_args` (`unsupported_scheme`),
   * `error` (`connection_failed`, `name_not_found`, `too_many_redirects`, ... `transient` where a retry may help).
   */
  get(url: string, headers: Record<string, string>, limits: HttpLimits): Promise<HttpAnswer>;
}

/** Work that can be long on hostile input, in a thread that an abort ends at once. */
export interface WorkerRunner {
  /** @throws ToolError `error` (`worker_memory`, `worker_failed`), or the scope's abort reason. */
  run(worker: 'parse-html', input: WorkerInput, limits: { memoryMb: number }): Promise<JsonValue>;
}
/** Anything a structured clone can carry. */
export type WorkerInput = Record<string, JsonValue | Uint8Array | undefined>;

/** A browser for a run: its own, out through the egress proxy only, ended with the run's signal. */
export interface BrowserRunner {
  /**
   * Starts a browser, or takes the one that is kept ready, with a fresh context. Close it when the run is done.
   * @throws ToolError `unavailable` (`browser_failed`), or the scope's abort reason
   */
  open(options: OpenOptions): Promise<BrowserSession>;
}

/** What a run may use. Each part reports its effects to the run's scope. */
export interface RunPlatform extends PlanPlatform {
  readonly git: GitRunner;
  readonly http: GuardedHttp;
  readonly workers: WorkerRunner;
  readonly desktop: DesktopHands;
  readonly browser: BrowserRunner;
  readonly consult: Consulting;
}

/** Built once by `main.ts`; owns every child and every thread, and ends them all on `dispose`. */
export interface Platform {
  forPlan(signal: AbortSignal): PlanPlatform;
  forRun(scope: RunScope): RunPlatform;
  /** Puts right what a killed app has left on the desktop (keys held down). Does nothing when there is no note of it. */
  recover(): Promise<void>;
  /** Ends what is only kept ready for the next run: a pause leaves nothing of it. */
  endIdle(): void;
  dispose(): Promise<void>;
}
