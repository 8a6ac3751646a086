import { beginning, sizeOf, type Line, type Piece } from './canonical.ts';
import { SafeText } from './SafeText.tsx';
import type { Masks } from './secrets.ts';
import { texts } from './texts.ts';

interface Props {
  lines: readonly Line[];
  masks: Masks;
  folded: boolean;
  onShowAll: () => void;
}

/** Levels beyond this are not indented any further: the text needs the room. */
const DEEPEST = 8;

/** The arguments in canonical form. Short ones are shown whole; of long ones the beginning, until all is asked for. */
export function ArgumentList({ lines, masks, folded, onShowAll }: Props) {
  const shown = folded ? beginning(lines) : lines;
  return (
    <section aria-labelledby="ap-args">
      <h2 id="ap-args">{texts.args.title}</h2>
      <div className="ap-json" data-folded={folded || undefined}>
        {shown.map(({ depth, pieces }, index) => (
          <div key={index} className="ap-line" data-depth={Math.min(depth, DEEPEST)}>
            {pieces.map((piece, at) => (
              <PieceView key={at} piece={piece} masks={masks} />
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

function PieceView({ piece, masks }: { piece: Piece; masks: Masks }) {
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
      return (
        <span>
          "<SafeText text={text} masks={masks.at(path, text)} cut={cut} quoted />
          {cut !== undefined && cut < text.length ? '…' : '"'}
        </span>
      );
    }
  }
}
