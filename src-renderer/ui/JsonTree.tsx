import { useState } from 'react';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import { texts } from '../texts/panel.ts';
import { head } from './inert.ts';
import { IconChevronDown, IconChevronRight } from './icons.ts';
import { InertText } from './InertText.tsx';
import classes from './JsonTree.module.css';

const FIRST_MEMBERS = 100;
const FIRST_CHARS = 400;
const MORE_CHARS = 20_000;

interface Props {
  value: JsonValue;
  /** How many levels are open at first. */
  open?: number;
  label?: string;
}

/** JSON as nested lists that open and close; only what is open is on the page. */
export function JsonTree({ value, open = 3, label }: Props) {
  return (
    <div className={classes.tree} role="group" aria-label={label}>
      <div translate="no">
        <Value value={value} open={open} root />
      </div>
    </div>
  );
}

function Value({
  value,
  open,
  name,
  root,
}: {
  value: JsonValue;
  open: number;
  name?: string;
  root?: boolean;
}) {
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={classes.row}>
        <Name name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  const members: [string, JsonValue][] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value);
  return (
    <Branch name={name} members={members} list={Array.isArray(value)} open={open} root={root ?? false} />
  );
}

interface BranchProps {
  name: string | undefined;
  members: [string, JsonValue][];
  list: boolean;
  open: number;
  root: boolean;
}

function Branch({ name, members, list, open, root }: BranchProps) {
  const [isOpen, setOpen] = useState(open > 0);
  const [limit, setLimit] = useState(FIRST_MEMBERS);
  const size = list ? `[${members.length}]` : `{${members.length}}`;
  if (members.length === 0) {
    return (
      <div className={classes.row}>
        <Name name={name} />
        <span className={classes.size}>{list ? '[ ]' : '{ }'}</span>
      </div>
    );
  }
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      {!root && (
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Chevron size={12} aria-hidden />
          <Name name={name} />
          <span className={classes.size}>{size}</span>
        </button>
      )}
      {(isOpen || root) && (
        <ul className={root ? classes.root : classes.members}>
          {members.slice(0, limit).map(([key, member]) => (
            <li key={key}>
              <Value name={key} value={member} open={open - 1} />
            </li>
          ))}
          {members.length > limit && (
            <li>
              <button type="button" className={classes.more} onClick={() => setLimit(limit * 5)}>
                {texts.common.showMore(limit.toLocaleString(), members.length.toLocaleString())}
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <span className={classes.name}>
      <InertText text={head(name, 300)} />
      <span className={classes.colon}>:</span>
    </span>
  );
}

function Scalar({ value }: { value: string | number | boolean | null }) {
  const [limit, setLimit] = useState(FIRST_CHARS);
  if (typeof value !== 'string') {
    return (
      <span className={classes.scalar} data-type={typeof value}>
        {String(value)}
      </span>
    );
  }
  return (
    <span className={classes.string}>
      “<InertText text={head(value, limit)} lines />
      {value.length > limit ? '…' : '”'}
      {value.length > limit && (
        <button type="button" className={classes.more} onClick={() => setLimit(limit + MORE_CHARS)}>
          {texts.common.showMore(limit.toLocaleString(), value.length.toLocaleString())}
        </button>
      )}
    </span>
  );
}
