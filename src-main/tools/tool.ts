import type { z } from 'zod';
import type {
  ArtifactRef,
  Availability,
  Plan,
  Risk,
  Settings,
  ToolExample,
} from '../../src-preload/contract/types.ts';
import type { PlanPlatform, RunPlatform } from '../platform/platform.ts';

/** What `availability` and `plan` see. The settings are a frozen snapshot taken when the run began. */
export interface PlanContext {
  readonly settings: Readonly<Settings>;
  readonly signal: AbortSignal;
  readonly platform: PlanPlatform;
}

/** A call that a picture is made for. */
export interface PictureCall<A> {
  plan: Plan;
  args: A;
  /** Stands before the labels of its places: of a batch's step its number and a dot, otherwise nothing. */
  prefix: string;
}

/** A picture for the person's eyes: shown in the approval window alone, kept in memory only, never given to a caller. */
export interface PlanPicture {
  mime: string;
  bytes: Uint8Array;
  /** In pixels. */
  width: number;
  height: number;
  /** Places in it, in its pixels. */
  marks: { x: number; y: number; label: string }[];
}

/** A step under way. */
export interface StepHandle {
  /** Records how it ended, with its duration. Only the first call counts; none does once the run is over. */
  done(outcome: { ok: true } | { ok: false; error: { code: string; message: string } }): void;
}

/** What `run` sees. */
export interface RunContext {
  readonly settings: Readonly<Settings>;
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`, milliseconds. */
  readonly deadline: number;
  readonly platform: RunPlatform;
  /**
   * Set where somebody was asked or a standing answer decided: the hosts (`host:port`) that were allowed, and that the run
   * may not leave, whatever a page redirects to. null where the mode allows any.
   */
  readonly onlyHosts: readonly string[] | null;
  /** 1 for the first try. */
  readonly attempt: number;
  /**
   * Says which step of the run is under way; shown live and recorded. `index` counts from 1. How it ended is a record of
   * its own: the tool says it by the handle; a step that is still open when the next begins or the tool returns has ended
   * well, one that is open when the run fails or is stopped has ended with it.
   */
  step(index: number, of: number, words: string): StepHandle;
  /** Keeps bytes as evidence. */
  artifact(file: { name: string; mime: string; bytes: Uint8Array }): Promise<ArtifactRef>;
  /**
   * Keeps what shows how a run was left, also right after it was stopped: as long as the tool is waited for then.
   * @throws Error when the run is over
   */
  evidence(file: { name: string; mime: string; bytes: Uint8Array }): Promise<ArtifactRef>;
}

/**
 * What a plan reaches, in the terms that a standing answer can be narrowed to. A rule covers a plan only when it covers
 * every member of each list that it names.
 */
export interface Reach {
  /** The tool's own actions, where it has several. */
  actions: string[];
  /** `host:port` as the URL parser writes them, the default port filled in. */
  hosts: string[];
  /** Real paths. */
  folders: string[];
}

/** What `reach` can ever name: a rule narrowed to anything else would look like one and cover nothing. */
export interface Narrows {
  /** Actions that can be all that a plan does. */
  readonly actions: readonly string[];
  readonly hosts: boolean;
  readonly folders: boolean;
}

/**
 * One tool: what it is, what it takes and gives, what a call would do (`plan`, without effects) and doing it (`run`, with
 * that same frozen plan). The form, the toggle, the tray entry and the audit come from this definition.
 */
export interface ToolDefinition<A, R> {
  readonly name: string;
  /** Older names that stay valid. */
  readonly aliases: readonly string[];
  readonly title: string;
  readonly description: string;
  /** Raised when what the tool does changes; rules made for another version lapse. */
  readonly version: string;
  /** Declared; a plan may raise it, nothing lowers it. */
  readonly risk: Risk;
  /** No rule and no mode answers for the person, whatever the arguments. */
  readonly askAlways?: boolean;
  /** What its plans may come to beyond the two above, by their arguments: what a list of tools warns of. */
  readonly upTo?: { readonly risk: Risk; readonly askAlways?: true };
  /** What it gives back comes from outside (a page, an assistant): text of it in later arguments raises their risk. */
  readonly untrusted?: true;
  /** Goes with it: what its plans find out (their facts, and why there is no plan) comes from outside as well. */
  readonly untrustedFacts?: true;
  /** A failed run has changed nothing, so that a transient failure may be tried again. */
  readonly repeatable: boolean;
  /** A limit below `run_timeout_s`. */
  readonly maxRunSeconds?: number;
  readonly args: z.ZodType<A>;
  readonly result: z.ZodType<R>;
  /** Arguments to begin from, offered by the form; harmless ones first. Each must be fit for `args`. */
  readonly examples?: readonly ToolExample[];
  availability(context: PlanContext): Promise<Availability>;
  /** @throws ToolError when no plan can be made (no workspace, not a repository, malformed value). */
  plan(args: A, context: PlanContext): Promise<Plan>;
  /**
   * Asked right before its facts are looked at again and it acts. True: it may; else resolves when it may be so. While it
   * waits the run has no place among those that act. @throws the abort reason
   */
  ready?(context: PlanContext): true | Promise<void>;
  /**
   * What the plan is about, to be seen while it is asked for; of a batch, one picture for all of this tool's steps. null where
   * there is nothing to see. @throws ToolError when there is, and it cannot be shown
   */
  picture?(calls: readonly PictureCall<A>[], context: PlanContext): Promise<PlanPicture | null>;
  /** What the plan reaches; a tool without it can be allowed for as a whole only. */
  reach?(call: { plan: Plan; args: A }): Reach;
  /** Goes with `reach`. */
  readonly narrows?: Narrows;
  /** @throws ToolError */
  run(call: { plan: Plan; args: A }, context: RunContext): Promise<R>;
}

/** A tool as the registry holds it: its argument type is known to itself alone. */
export type Tool = ToolDefinition<unknown, unknown>;

/**
 * Defines a tool with its own types checked, and hides them: whoever holds a `Tool` must parse arguments with
 * `tool.args` before handing them to it, and the door does.
 */
export function defineTool<A, R>(definition: ToolDefinition<A, R>): Tool {
  return definition;
}
