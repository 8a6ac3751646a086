import { head } from './inert.ts';
import { InertText } from './InertText.tsx';
import classes from './DataTable.module.css';
import { ShowMore } from './ShowMore.tsx';

const MAX_COLUMNS = 50;

/** A table found in a page; its first row as the heading, as most have it. */
export function DataTable({ rows, label }: { rows: string[][]; label: string }) {
  const [first = [], ...others] = rows;
  const columns = Math.min(
    MAX_COLUMNS,
    rows.reduce((most, row) => Math.max(most, row.length), 0),
  );
  const cells = (row: string[]): string[] => Array.from({ length: columns }, (_, at) => row[at] ?? '');
  return (
    <ShowMore items={others} first={50}>
      {(shown) => (
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={label}>
          <table className={classes.table}>
            <thead>
              <tr>
                {cells(first).map((cell, index) => (
                  <th key={index} scope="col">
                    <InertText text={head(cell, 500)} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row, index) => (
                <tr key={index}>
                  {cells(row).map((cell, at) => (
                    <td key={at}>
                      <InertText text={head(cell, 500)} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ShowMore>
  );
}
