import { texts } from '../texts/panel.ts';
import { ActionIcon } from '@mantine/core';
import { CopyButton } from './CopyButton.tsx';
import { IconExternalLink } from './icons.ts';
import { head, plain } from './inert.ts';
import { InertText } from './InertText.tsx';
import classes from './LinkList.module.css';
import { ShowMore } from './ShowMore.tsx';

export interface FoundLink {
  text: string;
  href: string;
}

interface LinkListProps {
  links: FoundLink[];
  /** Asks to open an https address; others can only be copied. */
  onOpen: (href: string) => void;
}

/** Addresses found somewhere: to read, to copy, and to ask that they be opened. None is a link that a click would follow. */
export function LinkList({ links, onOpen }: LinkListProps) {
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
              <span className={classes.href} title={plain(link.href, 2000)}>
                <InertText text={head(link.href, 300)} />
              </span>
              <CopyButton text={() => link.href} />
              {link.href.startsWith('https://') && (
                <ActionIcon
                  variant="subtle"
                  size={22}
                  onClick={() => onOpen(link.href)}
                  aria-label={texts.links.open}
                  title={texts.links.open}
                >
                  <IconExternalLink size={14} stroke={1.75} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ol>
      )}
    </ShowMore>
  );
}
