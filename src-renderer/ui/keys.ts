/** The person's system, as far as the page tells systems apart: by their keys and by how they write paths. */
export type Os = 'mac' | 'windows' | 'other';

/** From main's `platform`, which names the processor as well: "darwin arm64", "win32 x64", "linux x64". */
export function osOf(info: { platform: string } | null): Os {
  const [name] = (info?.platform ?? '').split(' ');
  if (name === 'darwin') return 'mac';
  return name === 'win32' ? 'windows' : 'other';
}

/** An Electron accelerator with the names that are on the keys of the person's computer: "Ctrl+Alt+Shift+P". */
export function keyNames(accelerator: string, os: Os): string {
  const mac = os === 'mac';
  const own = os === 'windows' ? 'Win' : mac ? 'Cmd' : 'Super';
  const names: Record<string, string> = {
    commandorcontrol: mac ? 'Cmd' : 'Ctrl',
    cmdorctrl: mac ? 'Cmd' : 'Ctrl',
    command: 'Cmd',
    control: 'Ctrl',
    option: 'Option',
    alt: mac ? 'Option' : 'Alt',
    super: own,
    meta: own,
  };
  return accelerator
    .split('+')
    .map((key) => names[key.toLowerCase()] ?? key)
    .join('+');
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Whether a press is this letter with the system's command key (Cmd on a Mac, Ctrl elsewhere) and no other. */
export function isCommandKey(press: Press, letter: string, os: Os): boolean {
  const [held, other] = os === 'mac' ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  return held && !other && !press.shiftKey && !press.altKey && press.key.toLowerCase() === letter;
}
