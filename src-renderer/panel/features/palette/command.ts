import type { paletteTexts } from '../../../texts/palette.ts';
import type { PanelChannel } from '../../../../src-preload/contract/channels.ts';
import type { SettingKey } from '../../state/settings.ts';
import { useView, type ViewName } from '../../state/view.ts';
import { useWanted, type Place } from '../../state/wanted.ts';

export interface Command {
  id: string;
  group: keyof typeof paletteTexts.groups;
  title: string;
  /** What is different about it, in a few words. */
  note?: string;
  /** The note is a tool's own, and no word of ours. */
  noteIsData?: true;
  /** For one that needs something to be entered: where it leads, and what can be done there. */
  leadsTo?: { place: Place; does: PanelChannel; key?: SettingKey };
  run: () => void;
}

/** Opens a view with the keyboard at a place in it. */
export function lead(view: ViewName, place: Place): void {
  useView.getState().go({ type: 'open', name: view });
  useWanted.getState().want(place);
}

/** One that leads to where the rest is entered. */
export function leading(
  base: Pick<Command, 'id' | 'group' | 'title'>,
  view: ViewName,
  leadsTo: NonNullable<Command['leadsTo']>,
): Command {
  return { ...base, leadsTo, run: () => lead(view, leadsTo.place) };
}
