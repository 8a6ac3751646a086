import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { texts } from '../texts/panel.ts';

interface Props<T> {
  items: T[];
  first: number;
  children: (shown: T[]) => ReactNode;
}

/** A long list, a part at a time: each press shows five times as many. */
export function ShowMore<T>({ items, first, children }: Props<T>) {
  const [limit, setLimit] = useState(first);
  return (
    <>
      {children(items.slice(0, limit))}
      {items.length > limit && (
        <Button size="xs" variant="default" mt={8} onClick={() => setLimit(limit * 5)}>
          {texts.common.showMore(limit.toLocaleString(), items.length.toLocaleString())}
        </Button>
      )}
    </>
  );
}
