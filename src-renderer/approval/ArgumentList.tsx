import { beginning, sizeOf, type Line } from './canonical.ts';
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
        {shown.map((line, index) => (
          <LineView
            key={index}
            line={line}
            masks={line.string === null ? [] : masks.at(line.path, line.string)}
          />
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

function LineView({ line, masks }: { line: Line; masks: readonly string[] }) {
  const { key, string, plain, comma, cut } = line;
  return (
    <div className="ap-line" data-depth={Math.min(line.depth, DEEPEST)}>
      {key !== null && (
        <span className="ap-key">
          "<SafeText text={key} quoted />
          ":{' '}
        </span>
      )}
      {string === null ? (
        plain
      ) : (
        <span>
          "<SafeText text={string} masks={masks} cut={cut} quoted />
          {cut !== undefined && cut < string.length ? '…' : '"'}
        </span>
      )}
      {comma && ','}
    </div>
  );
}
