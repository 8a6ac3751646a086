import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { AuditEntry } from '../../src-preload/contract/types.ts';
import type { AppendOptions, AuditDraft } from './audit-log.ts';
import type { CutMarker, Redactor } from './redaction.ts';

/** Strings longer than this are cut to their start, with a marker. UTF-16 units. */
export const MAX_STRING = 32 * 1024;
/** What all fields of one record may take together, and one field that came when that was spent. */
export const MAX_RECORD = 256 * 1024;
export const MIN_FIELD = 16 * 1024;
const PREVIEW = 8 * 1024;

/**
 * Makes a draft ready for the record: secrets taken out, and nothing so long that the log becomes unreadable. Nothing is
 * cut without a marker `{truncated: true, bytes, sha, start}` in its place (in a field that is text, `… [cut: N bytes,
 * sha]`; for lists of effects and artifacts, `detail.cut`). Work is bounded by what is kept, not by what came.
 *
 * The entry has every key, and the writer's own (id, number, time, hashes) empty, for the writer to fill in: copying so
 * wide an object takes longer than all else that is done to a record.
 */
export function prepare(draft: AuditDraft, redactor: Redactor, options: AppendOptions = {}): AuditEntry {
  return new Preparation(redactor, options).entry(draft);
}

class Preparation {
  private left = MAX_RECORD;
  private readonly redactor: Redactor;
  private readonly limits: { maxString: number; extraSecrets: readonly string[] | undefined };
  private readonly cuts: { [list: string]: JsonValue } = {};

  constructor(redactor: Redactor, options: AppendOptions) {
    this.redactor = redactor;
    this.limits = { maxString: MAX_STRING, extraSecrets: options.extraSecrets };
  }

  /** Fields in the order of their weight: the first ones find the most room. */
  entry(draft: AuditDraft): AuditEntry {
    const { error, decision } = draft;
    const prepared: AuditEntry = {
      seq: 0,
      ts: 0,
      audit_id: '',
      event: draft.event,
      run_id: draft.run_id,
      trace_id: draft.trace_id ?? null,
      tool_name: this.text(draft.tool_name),
      caller: this.text(draft.caller) ?? undefined,
      agent_id: this.text(draft.agent_id),
      department: this.text(draft.department),
      reason: this.text(draft.reason),
      status: draft.status ?? null,
      dry_run: draft.dry_run,
      duration_ms: draft.duration_ms ?? null,
      attempts: draft.attempts,
      error: null,
      args: null,
      plan: undefined,
      decision: undefined,
      result: undefined,
      effects: undefined,
      artifacts: undefined,
      detail: undefined,
      prev_hash: '',
      hash: '',
    };
    if (error) {
      prepared.error = { code: error.code, message: this.text(error.message) ?? '' };
      if (error.details !== undefined) prepared.error.details = this.json(error.details);
    }
    if (decision) prepared.decision = { ...decision, why: this.text(decision.why) ?? '' };
    if (draft.args !== undefined && draft.args !== null) prepared.args = this.json(draft.args);
    if (draft.plan !== undefined) prepared.plan = this.json(draft.plan);
    if (draft.effects) {
      prepared.effects = this.list('effects', draft.effects, ({ kind, target, detail }) => {
        return { kind, target: this.text(target) ?? '', detail: this.text(detail) ?? '' };
      });
    }
    if (draft.artifacts) {
      prepared.artifacts = this.list('artifacts', draft.artifacts, (artifact) => {
        return { ...artifact, name: this.text(artifact.name) ?? '' };
      });
    }
    const detail = draft.detail === undefined ? undefined : this.json(draft.detail);
    if (draft.result !== undefined) prepared.result = this.json(draft.result);
    prepared.detail = this.noteCuts(detail);
    return prepared;
  }

  private text(text: string | null | undefined): string | null {
    if (text === null || text === undefined) return null;
    const out = this.redactor.text(text, this.limits);
    this.left -= out.length;
    return out;
  }

  private json(value: JsonValue): JsonValue {
    const maxChars = Math.max(MIN_FIELD, this.left);
    const whole = this.redactor.bounded(value, { ...this.limits, maxChars });
    const kept = whole.cut ? this.shorten(value) : whole.value;
    this.left -= whole.cut ? 2 * PREVIEW : whole.chars;
    return kept;
  }

  private shorten(value: JsonValue): CutMarker {
    const start = this.redactor.bounded(value, { ...this.limits, maxChars: PREVIEW }).value;
    const json = wholeJson(value);
    return { truncated: true, bytes: Buffer.byteLength(json), sha: this.redactor.digest(json), start };
  }

  private list<T>(name: string, items: readonly T[], prepareItem: (item: T) => T): T[] {
    const floor = this.left - Math.max(MIN_FIELD, this.left / 2);
    const kept: T[] = [];
    for (const item of items) {
      if (this.left <= floor) {
        const json = wholeJson(items);
        this.cuts[name] = {
          truncated: true,
          kept: kept.length,
          of: items.length,
          bytes: Buffer.byteLength(json),
          sha: this.redactor.digest(json),
        };
        break;
      }
      kept.push(prepareItem(item));
      this.left -= 64;
    }
    return kept;
  }

  private noteCuts(detail: JsonValue | undefined): JsonValue | undefined {
    if (Object.keys(this.cuts).length === 0) return detail;
    if (detail === undefined || detail === null) return { cut: this.cuts };
    if (typeof detail === 'object' && !Array.isArray(detail)) return { ...detail, cut: this.cuts };
    return { value: detail, cut: this.cuts };
  }
}

/** The JSON of a value that may not have any (a cycle, nesting beyond the stack). */
function wholeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return '';
    throw error;
  }
}
