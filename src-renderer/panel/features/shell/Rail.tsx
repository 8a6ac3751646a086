import { texts } from '../../../texts.ts';
import { IconActivity, IconSettings, IconTool } from '../../../ui/icons.ts';
import { useView, type ViewName } from '../../state/view.ts';
import classes from './shell.module.css';

const ITEMS: { name: ViewName; icon: typeof IconTool }[] = [
  { name: 'tools', icon: IconTool },
  { name: 'activity', icon: IconActivity },
  { name: 'settings', icon: IconSettings },
];

export function Rail() {
  const current = useView((state) => state.current.name);
  const go = useView((state) => state.go);
  return (
    <nav className={classes.rail} aria-label={texts.nav.label}>
      <div className={classes.brand}>{texts.app.name}</div>
      <ul className={classes.items}>
        {ITEMS.map(({ name, icon: Shape }) => (
          <li key={name}>
            <button
              type="button"
              role="link"
              className={classes.navItem}
              aria-current={current === name ? 'page' : undefined}
              onClick={() => go({ type: 'open', name })}
            >
              <Shape size={16} stroke={1.75} aria-hidden />
              {texts.nav[name]}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
