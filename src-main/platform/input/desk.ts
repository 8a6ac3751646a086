/*
 * What the desktop looks like to a run. Coordinates are global and those of the system's own input: on X11 pixels of the one
 * desktop that all screens make up, 0,0 at its top left; on Windows physical pixels and on macOS points, 0,0 at the top
 * left of the main screen.
 */

import type { Waiting } from './waiting.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Area extends Point {
  width: number;
  height: number;
}

export interface DisplayArea extends Area {
  /** Pixels of a picture for each unit of its coordinates: 1 on X11, where coordinates are pixels. */
  scaleFactor: number;
}

/** A window of another program. */
export interface WindowInfo {
  /** The system's own number of it, unique while it exists. */
  id: number;
  title: string;
  /** Name of the program's process, where the system tells. */
  process: string | null;
  pid: number | null;
  bounds: Area;
  /** It has the keyboard. */
  focused: boolean;
}

/** Windows of this app: which of them lies at a place. `browser`: of a program that it has started. */
export type OwnWindow = 'panel' | 'approval' | 'browser' | 'other';

/** What lies at a point: ours, if ours is topmost, and the topmost window that is not ours (null: the bare desktop). */
export interface Under {
  own: OwnWindow | null;
  window: WindowInfo | null;
}

/** Pixels, four bytes each in the order blue, green, red, unused; rows of `stride` bytes. */
export interface Pixels {
  width: number;
  height: number;
  stride: number;
  data: Buffer;
}

export type Button = 'left' | 'middle' | 'right';

/** Looking at windows, one implementation for each kind of system. */
export interface WindowView {
  displays(): Promise<DisplayArea[]>;
  /** For each point, with our own windows looked through. */
  under(points: readonly Point[]): Promise<Under[]>;
  /** The number of the topmost window at a point, whosever it is; 0: none. The quick look before each action. */
  topmost(point: Point): Promise<number>;
  /**
   * Where the mouse is and which buttons are down, as far as the system has dealt with what was sent to it; null: it holds
   * nothing back, or does not tell.
   */
  pointer(): Promise<{ at: Point; buttons: (Button | 'wheel')[] } | null>;
  /** Windows that are not ours, the topmost first. */
  windows(): Promise<WindowInfo[]>;
  /** Who has the keyboard now. */
  focus(): Promise<Under>;
  /** Which window will have it when ours are gone. */
  nextFocus(): Promise<WindowInfo | null>;
  /** Whether any of these windows can be seen. */
  anyShown(ids: readonly number[]): Promise<boolean>;
  /** Gives the keyboard to a window; resolves when it has it. @throws ToolError when it does not get it in time */
  activate(window: Pick<WindowInfo, 'id' | 'title'>, signal: AbortSignal): Promise<void>;
  /**
   * Resolves when the program behind a window has come to the keys that it was sent, where it depends on that whether they
   * arrive as they were meant. @throws ToolError `window_not_responding`; the abort reason
   */
  dealtWith(window: WindowInfo, waiting: Waiting): Promise<void>;
}

/** What is looked at around keys. */
export interface KeyLooks {
  /** Called before each few keys, with nothing waited for in between. @throws to stop there */
  check: () => Promise<void>;
  /** Called before what a key means is changed; resolves when whoever got keys has come to them. @throws to stop there */
  dealtWith: () => Promise<void>;
}

/** How fast keys follow each other, and what is looked at between them. */
export interface TypingPace extends KeyLooks {
  /** Milliseconds between two characters; 0: as fast as they can be taken. */
  gapMs: () => number;
  /** Ends every wait in between. */
  signal: AbortSignal;
}

/** What can be typed and pressed on the keyboard as it was when it was looked at. */
export interface KeyCheck {
  /** Characters of `text` that cannot arrive as themselves here, each once. */
  untypable(text: string): string[];
  /** Why a key or chord cannot be pressed, in words, or null. */
  unpressable(chord: readonly string[]): string | null;
}

/** Pressing keys, one implementation for each kind of system. */
export interface KeyboardDriver {
  /** Looked at once, for any number of texts and chords. */
  keys(): Promise<KeyCheck>;
  /** Modifier keys that are held down now, by name. */
  heldModifiers(): Promise<string[]>;
  /** @throws ToolError before the first key when a character cannot be typed */
  type(text: string, pace: TypingPace): Promise<void>;
  press(chord: readonly string[], looks: KeyLooks): Promise<void>;
  /** Lets go of whatever this driver holds, and gives the keyboard back as it was. */
  release(): Promise<void>;
}
