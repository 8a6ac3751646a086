import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { logTexts } from '../../../texts/log.ts';
import { valueOr } from '../../state/loadable.ts';
import { withChip, type Chip, type FilterField } from '../../state/log-filter.ts';
import { useLog } from '../../state/log.ts';
import { useTools } from '../../state/tools.ts';
import { placed } from '../../state/wanted.ts';
import { choicesOf } from './choices.ts';
import classes from './filters.module.css';

const FIELDS = Object.keys(logTexts.fields) as FilterField[];

/** One line: what to filter by, and its value. A fixed choice counts as soon as it is made. */
export function AddFilter() {
  const [field, setField] = useState<FilterField>('tools');
  const [value, setValue] = useState('');
  const tools = useTools((state) => valueOr(state.tools, null)) ?? [];
  const choices = choicesOf(
    field,
    tools.map((tool) => tool.name),
  );
  const add = (chip: Chip): void => {
    const { filter, setFilter } = useLog.getState();
    setFilter(withChip(filter, chip));
    setValue('');
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (field !== 'time' && value.trim() !== '') add({ field, value });
  };
  return (
    <form className={classes.adding} onSubmit={submit} {...placed('log-filter')}>
      <NativeSelect
        size="xs"
        aria-label={logTexts.field}
        value={field}
        data={FIELDS.map((name) => ({ value: name, label: logTexts.fields[name] }))}
        onChange={(event) => {
          setField(FIELDS.find((name) => name === event.currentTarget.value) ?? 'tools');
          setValue('');
        }}
      />
      {field === 'time' ? (
        <TimeRange onAdd={(from, to) => add({ field: 'time', from, to })} />
      ) : choices.length > 0 ? (
        <NativeSelect
          size="xs"
          aria-label={logTexts.value}
          value=""
          data={[{ value: '', label: logTexts.chooseValue }, ...choices]}
          onChange={(event) => {
            if (event.currentTarget.value !== '') add({ field, value: event.currentTarget.value });
          }}
        />
      ) : (
        <>
          <TextInput
            size="xs"
            aria-label={logTexts.value}
            placeholder={field === 'callers' ? logTexts.callerHint : logTexts.idHint}
            maxLength={field === 'callers' ? 200 : 100}
            spellCheck={false}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" variant="default" disabled={value.trim() === ''}>
            {logTexts.add}
          </Button>
        </>
      )}
    </form>
  );
}

function TimeRange({ onAdd }: { onAdd: (from: number, to: number) => void }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const start = from === '' ? 0 : Date.parse(from) / 1000;
  const end = to === '' ? null : Date.parse(to) / 1000;
  const usable = (from !== '' || to !== '') && Number.isFinite(start) && Number.isFinite(end ?? 0);
  return (
    <>
      <label className={classes.when}>
        <span className="el-dim">{logTexts.fromTime}</span>
        <TextInput
          size="xs"
          type="datetime-local"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
      </label>
      <label className={classes.when}>
        <span className="el-dim">{logTexts.toTime}</span>
        <TextInput
          size="xs"
          type="datetime-local"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </label>
      <Button
        size="xs"
        variant="default"
        disabled={!usable}
        onClick={() => onAdd(start, end ?? Date.now() / 1000)}
      >
        {logTexts.add}
      </Button>
    </>
  );
}
