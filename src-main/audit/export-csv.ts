import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { AuditEntry } from '../../src-preload/contract/types.ts';

type Cell = string | number | boolean | null | undefined;

const COLUMNS: Record<string, (entry: AuditEntry) => Cell> = {
  seq: (entry) => entry.seq,
  time: (entry) => isoTime(entry.ts),
  event: (entry) => entry.event,
  status: (entry) => entry.status,
  tool: (entry) => entry.tool_name,
  caller: (entry) => entry.caller,
  agent_id: (entry) => entry.agent_id,
  department: (entry) => entry.department,
  reason: (entry) => entry.reason,
  run_id: (entry) => entry.run_id,
  trace_id: (entry) => entry.trace_id,
  dry_run: (entry) => entry.dry_run,
  duration_ms: (entry) => entry.duration_ms,
  attempts: (entry) => entry.attempts,
  error_code: (entry) => entry.error?.code,
  error_message: (entry) => entry.error?.message,
  decision: (entry) => entry.decision?.verdict,
  decided_by: (entry) => entry.decision?.decidedBy,
  why: (entry) => entry.decision?.why,
  args: (entry) => json(entry.args),
  plan: (entry) => json(entry.plan),
  effects: (entry) => (entry.effects ? JSON.stringify(entry.effects) : null),
  result: (entry) => json(entry.result),
  artifacts: (entry) => (entry.artifacts ? JSON.stringify(entry.artifacts) : null),
  detail: (entry) => json(entry.detail),
  unreadable: (entry) => entry.unreadable?.line,
  audit_id: (entry) => entry.audit_id,
  prev_hash: (entry) => entry.prev_hash,
  hash: (entry) => entry.hash,
};

/**
 * A spreadsheet runs a cell as a formula when it begins with one of these (OWASP, "CSV Injection"; the wide forms are what
 * some spreadsheets of East Asian locales take for the same). Numbers are ours and stay numbers.
 */
const FORMULA = /^[\s\0]*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/;

/**
 * The same further on, where a spreadsheet whose separator is not the comma takes a text for several cells: quotes count for it
 * only where a cell begins.
 */
const FORMULA_INSIDE = /([;\t\r\n][\s"]*)(?=[=+\-@|%\uff1d\uff0b\uff0d\uff20])/g;

/** RFC 4180, with a byte order mark: without one, spreadsheets take UTF-8 for something else. */
export function csvHeader(): string {
  return `\ufeff${line(Object.keys(COLUMNS))}`;
}

export function csvRow(entry: AuditEntry): string {
  return line(Object.values(COLUMNS).map((column) => column(entry)));
}

/** Every field in quotes, numbers and empty ones too: where they begin and end is then the same for every reader. */
function line(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: Cell): string {
  const text = typeof value === 'string' ? inert(value) : String(value ?? '');
  return `"${text.replaceAll('"', '""')}"`;
}

function inert(text: string): string {
  return (FORMULA.test(text) ? `'${text}` : text).replace(FORMULA_INSIDE, "$1'");
}

function json(value: JsonValue | undefined): Cell {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Epoch seconds as ISO 8601 in UTC; as they are where no calendar reaches. */
export function isoTime(ts: number): string {
  const date = new Date(ts * 1000);
  return Number.isNaN(date.getTime()) ? String(ts) : date.toISOString();
}
