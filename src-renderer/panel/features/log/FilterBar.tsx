import { Button } from '@mantine/core';
import { texts } from '../../../texts/panel.ts';
import { logTexts } from '../../../texts/log.ts';
import { IconX } from '../../../ui/icons.ts';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { timeSpan } from '../../../ui/time.ts';
import { chipsOf, NO_FILTER, withoutChip, type Chip } from '../../state/log-filter.ts';
import { useLog } from '../../state/log.ts';
import { AddFilter } from './AddFilter.tsx';
import { choicesOf } from './choices.ts';
import classes from './filters.module.css';

/** The filters in use, one chip each, and the way to add one. */
export function FilterBar({ adding }: { adding: boolean }) {
  const filter = useLog((state) => state.filter);
  const { setFilter } = useLog.getState();
  const chips = chipsOf(filter);
  if (chips.length === 0 && !adding) return null;
  return (
    <div className={classes.filters}>
      {adding && <AddFilter />}
      {chips.length > 0 && (
        <ul className={classes.chips} aria-label={logTexts.filters}>
          {chips.map((chip) => (
            <li key={`${chip.field} ${wordsOf(chip)}`} className={classes.chip}>
              <span className="el-dim">{logTexts.fields[chip.field]}</span>
              <span className={classes.chipValue}>
                <InertText text={head(wordsOf(chip), 80)} />
              </span>
              <button
                type="button"
                className={classes.chipRemove}
                aria-label={logTexts.removeFilter(
                  `${logTexts.fields[chip.field]} ${plain(wordsOf(chip), 80)}`,
                )}
                onClick={() => setFilter(withoutChip(filter, chip))}
              >
                <IconX size={12} aria-hidden />
              </button>
            </li>
          ))}
          <li>
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              onClick={() => setFilter({ ...NO_FILTER, text: filter.text })}
            >
              {logTexts.clearAll}
            </Button>
          </li>
        </ul>
      )}
    </div>
  );
}

function wordsOf(chip: Chip): string {
  if (chip.field === 'time') return timeSpan(chip.from, chip.to);
  const choice = choicesOf(chip.field, []).find(({ value }) => value === chip.value);
  return choice?.label ?? (chip.value === '' ? texts.common.none : chip.value);
}
