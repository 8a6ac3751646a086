import { Skeleton } from '@mantine/core';
import { texts } from '../texts/panel.ts';

/** Rows of the height that the real ones will have, so that nothing jumps when they come. */
export function SkeletonRows({ count, height }: { count: number; height: number }) {
  return (
    <div role="status" aria-label={texts.common.loading}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="el-skeleton-row" style={{ height }}>
          <Skeleton height={10} width={`${40 + ((index * 17) % 35)}%`} />
        </div>
      ))}
    </div>
  );
}
