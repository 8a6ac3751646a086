import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useId, type ReactNode } from 'react';
import { APPROVAL_MODES } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { firstStartTexts } from '../../../texts/overview.ts';
import { texts } from '../../../texts/panel.ts';
import { IconCheck, IconFolder } from '../../../ui/icons.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { useFirstStart } from '../../state/first-start.ts';
import { valueOr } from '../../state/loadable.ts';
import { sessionOf, useSessions } from '../../state/sessions.ts';
import { useSettings } from '../../state/settings.ts';
import { ChangeNote } from '../settings/Row.tsx';
import { Attempt, TRIED } from './Attempt.tsx';
import classes from './first-start.module.css';

const words = firstStartTexts;

/** The three steps of a first start: a card among the others, which covers nothing and can be put away at any time. */
export function FirstStart() {
  const id = useId();
  const roots = useSettings((state) => valueOr(state.settings, null)?.workspace_roots) ?? [];
  const chosen = useFirstStart((state) => state.chosen);
  const ran = useSessions((state) => {
    const session = sessionOf(state.byTool, TRIED);
    return session.phase === 'done' && session.outcome.status === 'ok';
  });
  const taken = roots.length > 0 && chosen && ran;
  useEffect(() => {
    if (taken) void useFirstStart.getState().keep();
  }, [taken]);
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id} className={classes.title}>
          {words.title}
        </h2>
        <span className={classes.what}>{words.what}</span>
        <Button size="xs" variant="default" onClick={() => void useFirstStart.getState().finish()}>
          {ran ? words.done : words.skip}
        </Button>
      </div>
      <ol className={classes.steps}>
        <Step number={1} title={words.workspace.title} done={roots.length > 0}>
          <Workspace roots={roots} />
        </Step>
        <Step number={2} title={words.careful.title} done={chosen}>
          <Careful />
        </Step>
        <Step number={3} title={words.attempt.title} done={ran}>
          <Attempt root={roots[0] ?? null} />
        </Step>
      </ol>
    </section>
  );
}

function Step({
  number,
  title,
  done,
  children,
}: {
  number: number;
  title: string;
  done: boolean;
  children: ReactNode;
}) {
  return (
    <li className={classes.step}>
      <h3 className={classes.stepTitle}>
        <span className={classes.number} data-done={done || undefined} aria-hidden>
          {done ? <IconCheck size={12} stroke={2.5} /> : number}
        </span>
        {title}
        {done && <span className="el-visually-hidden">{words.stepDone}</span>}
      </h3>
      {children}
    </li>
  );
}

function Workspace({ roots }: { roots: string[] }) {
  const saving = useSettings((state) => state.changes.workspace_roots?.state === 'saving');
  const { pickWorkspace } = useSettings.getState();
  return (
    <>
      <p className={classes.what}>
        {roots[0] === undefined ? words.workspace.what : <InertText text={roots[0]} />}
      </p>
      <BusyButton
        size="xs"
        variant={roots.length === 0 ? 'filled' : 'default'}
        busy={saving}
        leftSection={<IconFolder size={14} aria-hidden />}
        onClick={() => void pickWorkspace()}
      >
        {saving
          ? words.workspace.choosing
          : roots.length === 0
            ? words.workspace.choose
            : words.workspace.another}
      </BusyButton>
      <ChangeNote settingKey="workspace_roots" />
    </>
  );
}

function Careful() {
  const mode = useSettings((state) => valueOr(state.settings, null)?.approval_mode ?? null);
  const chosen = useFirstStart((state) => state.chosen);
  const { update } = useSettings.getState();
  const { choose } = useFirstStart.getState();
  if (mode === null) return null;
  return (
    <>
      <div className={classes.buttons}>
        <NativeSelect
          size="xs"
          aria-label={words.careful.label}
          value={mode}
          onChange={(event) => {
            const wanted = APPROVAL_MODES.find((known) => known === event.currentTarget.value);
            if (wanted === undefined) return;
            void update('approval_mode', wanted).then((accepted) => accepted && choose());
          }}
          data={APPROVAL_MODES.map((value) => ({ value, label: texts.settings.modes[value].label }))}
        />
        {!chosen && (
          <Button
            size="xs"
            variant="default"
            aria-label={words.careful.keepMode(texts.settings.modes[mode].label)}
            onClick={choose}
          >
            {words.careful.keep}
          </Button>
        )}
      </div>
      <p className={classes.what}>{texts.settings.modes[mode].what}</p>
      <ChangeNote settingKey="approval_mode" />
    </>
  );
}
