import { texts } from '../texts.ts';
import { CopyButton } from './CopyButton.tsx';
import { head } from './inert.ts';
import { InertText } from './InertText.tsx';
import classes from './LinkList.module.css';
import { ShowMore } from './ShowMore.tsx';

export interface FoundLink {
  text: string;
  href: string;
}

/** Addresses found somewhere: to read and to copy. Nothing here opens anything. */
export function LinkList({ links }: { links: FoundLink[] }) {
  if (links.length === 0) return <p className="el-dim">{texts.run.noLinks}</p>;
  return (
    <ShowMore items={links} first={100}>
      {(shown) => (
        <ol className={classes.list}>
          {shown.map((link, index) => (
            <li key={index} className={classes.row}>
              <span className={classes.text}>
                {link.text.trim() === '' ? (
                  <span className="el-dim">{texts.run.noText}</span>
                ) : (
                  <InertText text={head(link.text, 300)} />
                )}
              </span>
              <span className={classes.href} title={head(link.href, 2000)}>
                <InertText text={head(link.href, 300)} />
              </span>
              <CopyButton text={() => link.href} />
            </li>
          ))}
        </ol>
      )}
    </ShowMore>
  );
}
