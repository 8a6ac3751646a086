import type { paletteTexts } from '../../../texts/palette.ts';
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
  run: () => void;
}

/** Opens a view with the keyboard at a place in it: where the rest is entered. */
export function lead(view: ViewName, place: Place): void {
  useView.getState().go({ type: 'open', name: view });
  useWanted.getState().want(place);
}
