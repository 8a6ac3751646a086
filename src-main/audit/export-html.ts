import { createHash } from 'node:crypto';
import type { AuditEntry, AuditSigning } from '../../src-preload/contract/types.ts';
import type { ExportFacts } from './export.ts';
import { isoTime } from './export-csv.ts';

const STYLE = `body{font:14px/1.45 system-ui,sans-serif;margin:2rem;color:#1b1b1f;background:#fff}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #ddd;padding:.35rem .5rem;text-align:left;vertical-align:top}
th{position:sticky;top:0;background:#f4f4f6}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;font-size:12px}
code{overflow-wrap:anywhere;font-size:12px}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0}`;

/** Nothing runs and nothing is loaded; the one style sheet is allowed by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** Of a question, these only say which page of the answer. */
const PAGES = ['cursor', 'start', 'limit', 'source', 'asker'];
const COLUMNS = ['Record', 'Time (UTC)', 'Event', 'Status', 'Tool', 'Caller', 'Reason', 'Content'];

/**
 * Characters that cannot be seen, or change how others are drawn, by Unicode's own properties; line feeds and tabs are kept.
 * Shown by their number, so that a text reads as it is stored. The panel marks the same ones.
 */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function htmlStart({ ts, appVersion, query, of, head, signing }: ExportFacts): string {
  const filters = Object.entries(query).filter(([key, value]) => value !== undefined && !PAGES.includes(key));
  const facts: [string, string][] = [
    ['Written', `${isoTime(ts)} by Execution Layer ${appVersion}`],
    ['Filters', filters.length === 0 ? 'none' : filters.map(filterText).join('; ')],
    ['Records', of === 'runs' ? 'all of each run that matches' : 'those that match'],
    ...(head
      ? ([
          ['Newest record of the log', `${head.seq}, hash ${head.hash}`],
          ['Signing key', keyText(signing)],
        ] satisfies [string, string][])
      : ([['Imported', 'from the earlier system: no part of the log']] satisfies [string, string][])),
  ];
  const list = facts.map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(value)}</code></dd>`,
  );
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">` +
    `<title>Record of actions</title><style>${STYLE}</style></head><body>\n` +
    `<h1>Record of actions</h1>\n<dl>${list.join('')}</dl>\n` +
    `<table><thead><tr>${COLUMNS.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>\n`
  );
}

export function htmlRow(entry: AuditEntry): string {
  const { seq, ts, event, status, tool_name: tool, caller, reason, ...rest } = entry;
  const cells = [String(seq), isoTime(ts), event, status, tool, caller, reason].map(
    (value) => `<td>${escapeHtml(value ?? '')}</td>`,
  );
  const content = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const whole = escapeHtml(JSON.stringify(content, null, 1));
  return `<tr>${cells.join('')}<td><details><summary>${escapeHtml(entry.hash.slice(0, 12))}</summary><pre>${whole}</pre></details></td></tr>\n`;
}

export function htmlEnd(entries: number): string {
  return `</tbody></table>\n<p>${entries} records.</p>\n</body></html>\n`;
}

function keyText({ fingerprint, problem }: AuditSigning): string {
  if (fingerprint === null) return 'none: the log is not signed';
  // What an earlier head was signed with says nothing of this one.
  return problem === null ? fingerprint : `${fingerprint}, but not signed with it now: ${problem}`;
}

function filterText([key, value]: [string, unknown]): string {
  return `${key}: ${Array.isArray(value) ? value.join(', ') : String(value)}`;
}

function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
    .replace(
      UNSEEN,
      (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}
