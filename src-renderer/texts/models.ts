/** Words about windows that were left open for the person. */
export const resourceTexts = {
  why: { login_required: 'waits for you to log in', challenge: 'wants to see that you are a person' },
  what: 'consult_ui has left its window open for you. When you are done, ask again.',
  closes: (left: string) => `It closes by itself in ${left}.`,
  closing: 'It is closing.',
  end: 'Close the window',
  endFailed: 'The window could not be closed',
};

/** Words of the page about models on this computer. */
export const modelTexts = {
  title: 'Models',
  loadFailed: 'The models could not be looked for',
  refresh: 'Look again',
  looking: 'Looking at the folders and asking Ollama…',
  stopped: 'Not looked to the end',
  stoppedWhat: 'A disk or a server did not answer while you waited.',
  ollama: 'Ollama',
  answering: 'Answering',
  silent: 'Not running',
  unusable: 'Not available',
  at: 'Address',
  onlyHere: '(only this computer is ever asked)',
  silentHint:
    'consult_ui needs it for local models: start it with “ollama serve”. The list below is read from its folder.',
  strange: 'No list of models from Ollama',
  folders: 'Folders',
  root: 'Models root',
  ollamaFolder: 'Ollama’s models',
  from: 'from',
  notSet: 'Not set',
  rootWhat: 'The setting models_root, or the variable MODELS_ROOT.',
  choose: 'Choose a folder…',
  clear: 'Clear',
  found: 'There',
  missing: 'Missing',
  unreadable: 'Not usable',
  models: 'Models',
  count: (n: number) => n.toLocaleString(),
  none: 'No models',
  noneWhat: 'Ollama fetches one with “ollama pull llama3.2”; its folder or its answer then lists it here.',
  problems: 'Not everything could be read',
  columns: { name: 'Model', tag: 'Tag', family: 'Family', size: 'Size' },
  sources: { api: 'As Ollama lists them', manifest: 'Read from its folder, without Ollama' },
  noFamily: '–',
  size: (bytes: number) => {
    const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
    let value = bytes;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit += 1;
    }
    return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
  },
};
