/** An Electron accelerator with the names that are on the keys of the person's computer: "Ctrl+Alt+Shift+P". */
export function keyNames(accelerator: string, platform: string): string {
  const mac = platform === 'darwin';
  const names: Record<string, string> = {
    commandorcontrol: mac ? 'Cmd' : 'Ctrl',
    cmdorctrl: mac ? 'Cmd' : 'Ctrl',
    command: 'Cmd',
    control: 'Ctrl',
    option: 'Option',
    alt: mac ? 'Option' : 'Alt',
    super: platform === 'win32' ? 'Win' : mac ? 'Cmd' : 'Super',
    meta: platform === 'win32' ? 'Win' : mac ? 'Cmd' : 'Super',
  };
  return accelerator
    .split('+')
    .map((key) => names[key.toLowerCase()] ?? key)
    .join('+');
}
