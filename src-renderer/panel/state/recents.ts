import type { JsonObject } from '../../../src-preload/contract/json.ts';
import type { Answer } from '../../../src-preload/contract/errors.ts';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { argsForAgain } from './run-again.ts';

/** Arguments that a tool was used with. */
export interface Recent {
  args: JsonObject;
  /** False: the record does not have all of them; a person has to fill in what is left empty. */
  whole: boolean;
  /** Epoch seconds. */
  at: number;
}

const LOOK_THROUGH = 40;
const MOST = 8;

/** The newest arguments, each once, from records of requests with the newest first. */
export function recentsFrom(entries: readonly AuditEntry[]): Recent[] {
  const found = new Map<string, Recent>();
  for (const { args, ts } of entries) {
    if (args === null) continue;
    const again = argsForAgain(args);
    const key = JSON.stringify(again.args);
    if (!found.has(key)) found.set(key, { ...again, at: ts });
  }
  return [...found.values()].slice(0, MOST);
}

/** What the record has of a tool's recent uses, by whomever; secrets are not in it. */
export async function fetchRecents(tool: string): Promise<Answer<Recent[]>> {
  const answer = await ask((api) =>
    api.audit.query({ tools: [tool], events: ['requested'], order: 'desc', limit: LOOK_THROUGH }),
  );
  return answer.ok ? { ok: true, value: recentsFrom(answer.value.entries) } : answer;
}
