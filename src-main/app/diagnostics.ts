import { randomUUID } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../src-preload/contract/json.ts';
import type {
  ChainReport,
  Diagnostics,
  Notice,
  Settings,
  SystemInfo,
} from '../../src-preload/contract/types.ts';
import { scrub, type Private } from './scrub.ts';

export interface DiagnosticsParts {
  info: () => SystemInfo;
  /** Kernel or system version, as `os.release()` tells it. */
  release: string;
  settings: () => Readonly<Settings>;
  /** Verifies the whole record; rejects with the signal's reason when that is aborted. */
  verify: () => Promise<ChainReport>;
  signal: AbortSignal;
  /** Folders of the app's data whose sizes are told, by the name that they are told under. */
  places: Readonly<Record<string, string>>;
  appLog: string;
  redact: (text: string) => string;
  known: () => readonly Private[];
}

const LOG_BYTES = 128 * 1024;
const LOG_LINES = 200;

/**
 * What helps with a bug report, as a text to be read before it is saved: never an argument, a result, a secret, an address or
 * a path that names somebody.
 * @throws the signal's reason
 */
export async function makeDiagnostics(parts: DiagnosticsParts): Promise<Diagnostics> {
  const clean = (text: string): string => scrub(parts.redact(text), parts.known());
  const { appVersion, electron, chrome, node, platform, notices } = parts.info();
  const sizes: JsonObject = {};
  for (const [name, place] of Object.entries(parts.places)) {
    parts.signal.throwIfAborted();
    sizes[name] = await sizeOf(place);
  }
  const whole = {
    about: 'Execution Layer, for a bug report',
    versions: { app: appVersion, electron, chrome, node },
    platform: `${platform} ${parts.release}`,
    settings: settingsTold(parts.settings()),
    notices: notices.map((notice) => noticeTold(notice, clean)),
    record: recordTold(await parts.verify(), clean),
    sizes,
    log: (await endOf(parts.appLog)).map(clean),
  };
  return { id: randomUUID(), text: `${JSON.stringify(whole, null, 2)}\n` };
}

/** Which way each one stands; of texts and lists, which may name hosts and folders, only how many there are. */
function settingsTold(settings: Readonly<Settings>): JsonObject {
  const PLAIN_TEXTS = ['approval_mode', 'pause_shortcut', 'input_speed', 'theme', 'language'];
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]: [string, unknown]): [string, JsonValue] => {
      if (Array.isArray(value)) return [key, `${value.length} entries`];
      if (typeof value === 'string' && !PLAIN_TEXTS.includes(key)) return [key, 'set'];
      return [key, value as JsonValue];
    }),
  );
}

/** Notices whose words are the app's own, with nothing in them of settings, files or a server's answers. */
const OWN_WORDS = ['runs-interrupted', 'panel-page', 'approval-page', 'no-sandbox'];

/** Which notice it is. What it says is told of few of them: settings, folders and hosts are in the words of the others. */
function noticeTold({ id, severity, title, message }: Notice, clean: (text: string) => string) {
  // What tells one of a kind from the other: a random part, or what a server has called a version.
  const kind = id.startsWith('update-')
    ? 'update'
    : id.replace(/-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, '');
  return {
    id: kind,
    severity,
    ...(OWN_WORDS.includes(kind) && { title: clean(title), message: clean(message) }),
  };
}

function recordTold(
  { ok, records, signed, removed, problems }: ChainReport,
  clean: (text: string) => string,
) {
  const shown = problems
    .slice(0, 20)
    .map(({ kind, seq, message }) => ({ kind, seq, message: clean(message) }));
  return { ok, records, signed, removed: removed ?? 0, problems: problems.length, first: shown };
}

/** The last lines of a file; that it cannot be read is itself worth telling. */
async function endOf(path: string): Promise<string[]> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - LOG_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LOG_BYTES), 0, LOG_BYTES, start);
      const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n').filter(Boolean);
      // The first one may have lost its beginning, and with it what shows that something in it is a secret.
      return lines.slice(start > 0 ? 1 : 0).slice(-LOG_LINES);
    } finally {
      await file.close();
    }
  } catch (error) {
    return [`The app's log could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`];
  }
}

/** Bytes and files of a file or a folder with all below it; null where that cannot be found out. */
async function sizeOf(place: string): Promise<{ files: number; bytes: number } | null> {
  try {
    const top = await stat(place);
    if (!top.isDirectory()) return { files: 1, bytes: top.size };
    const entries = await readdir(place, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile());
    const sizes = await Promise.all(
      files.map((file) =>
        stat(join(file.parentPath, file.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } catch {
    return null;
  }
}
