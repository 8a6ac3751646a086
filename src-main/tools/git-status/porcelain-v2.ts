/*
 * The parser of `git status --porcelain=v2 --branch -z`. Source of the format: git's Documentation/git-status.txt, "Porcelain
 * Format Version 2". Names stay bytes here: git's are not text.
 */

export interface StatusEntry {
  kind: 'changed' | 'renamed' | 'unmerged' | 'untracked' | 'ignored';
  /** State of the index against HEAD, a letter as in the short format; space for none, `?` untracked, `!` ignored. */
  index: string;
  /** State of the work tree against the index, likewise. */
  workingTree: string;
  /** Relative to the top of the work tree. */
  path: Buffer;
  /** Where a renamed or copied file came from. */
  origPath?: Buffer;
  submodule: boolean;
}

export interface StatusReport {
  /** The commit that HEAD is at; null before the first one. */
  oid: string | null;
  /** The branch's name; null when HEAD is detached. */
  head: Buffer | null;
  upstream: Buffer | null;
  /** null when there is no upstream, or one that is gone. */
  ahead: number | null;
  behind: number | null;
  /** In git's order. */
  entries: StatusEntry[];
}

export class PorcelainError extends Error {}

const SPACE = 0x20;
/** How many fields stand before the path, for each kind of line. */
const FIELDS_BEFORE_PATH = { '1': 8, '2': 9, u: 10 } as const;
const KINDS = { '1': 'changed', '2': 'renamed', u: 'unmerged' } as const;

function splitAtNul(output: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let end = output.indexOf(0); end >= 0; end = output.indexOf(0, from)) {
    parts.push(output.subarray(from, end));
    from = end + 1;
  }
  if (from !== output.length) throw new PorcelainError('The last line is not complete.');
  return parts;
}

function refuse(line: Buffer): never {
  throw new PorcelainError(`Unknown line: ${JSON.stringify(line.subarray(0, 100).toString('latin1'))}.`);
}

function readHeader(line: Buffer, report: StatusReport): void {
  const cut = line.indexOf(SPACE, 2);
  const key = line.subarray(2, cut < 0 ? line.length : cut).toString('latin1');
  const value = line.subarray(cut + 1);
  const text = value.toString('latin1');
  if (key === 'branch.oid') report.oid = text === '(initial)' ? null : text;
  if (key === 'branch.head') report.head = text === '(detached)' ? null : value;
  if (key === 'branch.upstream') report.upstream = value;
  if (key === 'branch.ab') {
    const counts = /^\+(\d+) -(\d+)$/.exec(text);
    if (counts === null) refuse(line);
    report.ahead = Number(counts[1]);
    report.behind = Number(counts[2]);
  }
  // The format asks readers to pass over headers that they do not know.
}

function readTracked(line: Buffer, type: keyof typeof KINDS): StatusEntry {
  let at = 0;
  for (let field = 0; field < FIELDS_BEFORE_PATH[type]; field += 1) {
    at = line.indexOf(SPACE, at) + 1;
    if (at === 0) refuse(line);
  }
  const letters = line.subarray(2, 4).toString('latin1').replaceAll('.', ' ');
  if (!/^[ MTADRCU]{2}$/.test(letters) || line[4] !== SPACE || at === line.length) refuse(line);
  return {
    kind: KINDS[type],
    index: letters.charAt(0),
    workingTree: letters.charAt(1),
    path: line.subarray(at),
    submodule: line[5] === 'S'.charCodeAt(0),
  };
}

/** @throws PorcelainError for anything that the format does not have: a wrong status is worse than none. */
export function parsePorcelainV2(output: Buffer): StatusReport {
  const report: StatusReport = {
    oid: null,
    head: null,
    upstream: null,
    ahead: null,
    behind: null,
    entries: [],
  };
  const lines = splitAtNul(output);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? Buffer.alloc(0);
    const type = line.subarray(0, 2).toString('latin1');
    if (type === '# ') readHeader(line, report);
    else if (type === '1 ') report.entries.push(readTracked(line, '1'));
    else if (type === 'u ') report.entries.push(readTracked(line, 'u'));
    else if (type === '2 ') {
      at += 1;
      const origPath = lines[at];
      if (origPath === undefined || origPath.length === 0) refuse(line);
      report.entries.push({ ...readTracked(line, '2'), origPath });
    } else if ((type === '? ' || type === '! ') && line.length > 2) {
      const mark = type.charAt(0);
      const kind = mark === '?' ? 'untracked' : 'ignored';
      report.entries.push({ kind, index: mark, workingTree: mark, path: line.subarray(2), submodule: false });
    } else refuse(line);
  }
  return report;
}
