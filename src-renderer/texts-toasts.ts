import { localized } from './ui/language.ts';

/** Words of the messages that say what has just happened: what, what that means, and the way back where one allows less. */
export const toastTexts = localized({
  label: 'What just happened',
  dismiss: (title: string) => `Dismiss: ${title}`,
  undo: 'Undo',
  /** `back`: what will be so again, as below. */
  undoTo: (back: string) => `Undo: ${back}`,
  toolOn: (tool: string) => `${tool} is on`,
  toolOnWhat: 'It can be used from now on, as the approval mode and your rules say.',
  toolOnUndo: (tool: string) => `turn ${tool} off`,
  toolOff: (tool: string) => `${tool} is off`,
  toolOffWhat: 'Nobody can use it. Turning it on again asks you first.',
  openTools: 'Open Tools',
  ruleMade: 'A rule stands from now on',
  ruleUndo: 'remove the rule',
  sessionMade: 'An answer stands until the app is closed',
  sessionUndo: 'take the answer back',
  resumed: 'Resumed',
  resumedWhat: 'Tools may act again. What the pause ended does not start by itself.',
  resumedUndo: 'pause',
  changed: (setting: string) => `Changed: ${setting}`,
  changedWhat: 'This allows more than before.',
  changedUndo: (setting: string) => `${setting} as it was`,
  notChanged: (setting: string) => `Not changed: ${setting}`,
  openSettings: 'Open Settings',
  runEnded: (tool: string, status: string) => `${tool}: ${status}`,
  openRun: 'Show the run',
});
