import type { JsonValue } from '../../../src-preload/contract/json.ts';

export const MODES = ['text', 'links', 'tables', 'markdown', 'metadata'] as const;
export type Mode = (typeof MODES)[number];

/** What the tool hands to its worker. A type, not an interface, so that it fits `WorkerInput`. */
export type ParseRequest = {
  bytes: Uint8Array;
  kind: 'html' | 'text';
  /** From the Content-Type header. */
  charset: string | undefined;
  /** The page's own address. */
  url: string;
  selector: string | undefined;
  mode: Mode;
};

/** What comes back. A type for the same reason. */
export type ParseAnswer = {
  title: string | null;
  charset: string;
  /** null when the selector matched nothing. */
  result: JsonValue;
};
