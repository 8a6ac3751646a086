import { beginning, sizeOf, type Line, type Piece } from './canonical.ts';
import { SafeText } from './SafeText.tsx';
import type { Masks } from './secrets.ts';
import { stretches, type Stretch } from './stretches.ts';
import { texts } from '../texts/approval-window.ts';

interface Props {
  lines: readonly Line[];
  masks: Masks;
  /** Of the text at a path, the parts that came from outside. */
  outside: (path: string) => readonly Stretch[];
  folded: boolean;
  onShowAll: () => void;
}

/** Levels beyond this are not indented any further: the text needs the room. */
const DEEPEST = 8;

/** The arguments in canonical form. Short ones are shown whole; of long ones the beginning, until all is asked for. */
export function ArgumentList({ lines, masks, outside, folded, onShowAll }: Props) {
  const shown = folded ? beginning(lines) : lines;
  return (
    <section aria-labelledby="ap-args">
      <h2 id="ap-args">{texts.args.title}</h2>
      <div className="ap-json" data-folded={folded || undefined}>
        {shown.map(({ depth, pieces }, index) => (
          <div key={index} className="ap-line" data-depth={Math.min(depth, DEEPEST)}>
            {pieces.map((piece, at) => (
              <PieceView key={at} piece={piece} masks={masks} outside={outside} />
            ))}
          </div>
        ))}
      </div>
      {folded && (
        <p className="ap-unfold">
          <span className="el-dim">{texts.args.folded}</span>
          <button type="button" className="ap-small" onClick={onShowAll}>
            {texts.args.showAll(lines.length, sizeOf(lines))}
          </button>
        </p>
      )}
    </section>
  );
}

function PieceView({ piece, masks, outside }: { piece: Piece } & Pick<Props, 'masks' | 'outside'>) {
  switch (piece.kind) {
    case 'plain':
      return piece.text;
    case 'key':
      return (
        <span className="ap-key">
          "<SafeText text={piece.text} quoted />
          ":{' '}
        </span>
      );
    case 'string': {
      const { text, path, cut } = piece;
      const hidden = masks.at(path, text);
      // What is masked is not cut up: a part of it must not show beside its mask.
      const parts = hidden.length > 0 ? [] : stretches(text, outside(path), cut);
      return (
        <span>
          "
          {parts.length === 0 ? (
            <SafeText text={text} masks={hidden} cut={cut} quoted />
          ) : (
            parts.map((part, index) =>
              part.outside ? (
                <mark key={index} className="ap-outside" title={texts.flags.outside}>
                  <SafeText text={part.text} quoted />
                </mark>
              ) : (
                <SafeText key={index} text={part.text} quoted />
              ),
            )
          )}
          {cut !== undefined && cut < text.length ? '…' : '"'}
        </span>
      );
    }
  }
}
