import { APP_NAME } from './app-id.ts';

/**
 * A desktop entry (Desktop Entry Specification 1.5 of freedesktop.org).
 * @param command program and arguments, as they are
 */
export function desktopEntry(
  command: readonly string[],
  more: Readonly<Record<string, string>> = {},
): string {
  const [program = ''] = command;
  const fields = {
    Type: 'Application',
    Name: APP_NAME,
    // Where it is not there any more, the entry counts for nothing.
    TryExec: escaped(program),
    Exec: command.map((part) => (/^%[a-zA-Z]$/.test(part) ? part : quoted(part))).join(' '),
    Terminal: 'false',
    ...more,
  };
  return `[Desktop Entry]\n${Object.entries(fields)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')}`;
}

/** An argument as `Exec` wants it: quoted where it must be, a percent sign doubled, and then escaped like every value. */
function quoted(text: string): string {
  if (/^[\w./=:-]+$/.test(text)) return text;
  const within = text.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return escaped(`"${within}"`);
}

/** What is special in any value. */
const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
