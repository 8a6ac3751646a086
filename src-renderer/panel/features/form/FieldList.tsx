import { texts } from '../../../texts/panel.ts';
import { Disclosure } from '../../../ui/Disclosure.tsx';
import { pathOf } from './build.ts';
import type { FieldProps, Nesting } from './field-props.ts';
import classes from './form.module.css';
import { fieldDraft, type Draft, type FormField } from './model.ts';

/** So few are shown at once; folding them away would save nothing. */
const MIN_FOLDED = 3;

interface Props extends Nesting, Pick<FieldProps, 'path' | 'problems'> {
  fields: FormField[];
  drafts: Record<string, Draft>;
  /** Tells the fields of one shape from those of another that have the same names. */
  keyPrefix?: string;
  onChange: (drafts: Record<string, Draft>) => void;
}

/** The fields of one value: those that it needs and the first of the others; the rest behind one line that opens. */
export function FieldList({ fields, drafts, keyPrefix = '', path, problems, onChange, Node }: Props) {
  const firstOptional = fields.find(({ required }) => !required);
  const shown = fields.filter((field) => field.required || field === firstOptional);
  const others = fields.filter((field) => !shown.includes(field));
  const folds = others.length >= MIN_FOLDED;
  const draw = (field: FormField) => {
    const inner = drafts[field.name];
    return inner === undefined ? null : (
      <Node
        key={keyPrefix + field.name}
        label={field.label}
        description={field.description}
        required={field.required}
        node={field.node}
        draft={inner}
        path={path + pathOf([field.name])}
        problems={problems}
        onChange={(changed) => onChange({ ...drafts, [field.name]: changed })}
      />
    );
  };
  if (!folds) return fields.map(draw);
  const used = others.some((field) => {
    const inner = drafts[field.name];
    return inner !== undefined && JSON.stringify(inner) !== JSON.stringify(fieldDraft(field));
  });
  const wrong = others.some(({ name }) =>
    problems.some((found) => found.path.startsWith(path + pathOf([name]))),
  );
  return (
    <>
      {shown.map(draw)}
      <Disclosure
        key={`${keyPrefix}more`}
        label={texts.form.more(others.length)}
        openAtFirst={used}
        keptOpen={wrong}
      >
        <div className={classes.more}>{others.map(draw)}</div>
      </Disclosure>
    </>
  );
}
