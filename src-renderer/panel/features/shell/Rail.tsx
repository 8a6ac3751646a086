import { texts } from '../../../texts/panel.ts';
import {
  IconActivity,
  IconChecklist,
  IconCube,
  IconHandStop,
  IconLayoutDashboard,
  IconSettings,
  IconTool,
} from '../../../ui/icons.ts';
import { useApprovals } from '../../state/approvals.ts';
import { valueOr } from '../../state/loadable.ts';
import { useView, VIEWS, type ViewName } from '../../state/view.ts';
import { PaletteButton } from './PaletteHost.tsx';
import classes from './shell.module.css';

const ICONS: Record<ViewName, typeof IconTool> = {
  overview: IconLayoutDashboard,
  tools: IconTool,
  approvals: IconHandStop,
  log: IconActivity,
  rules: IconChecklist,
  models: IconCube,
  settings: IconSettings,
};

export function Rail() {
  const current = useView((state) => state.current.name);
  const go = useView((state) => state.go);
  const waiting = useApprovals((state) => valueOr(state.pending, []).length);
  return (
    <nav className={classes.rail} aria-label={texts.nav.label}>
      <div className={classes.brand}>{texts.app.name}</div>
      <ul className={classes.items}>
        {VIEWS.map((name) => (
          <li key={name}>
            <button
              type="button"
              role="link"
              className={classes.navItem}
              title={texts.nav[name]}
              aria-current={current === name ? 'page' : undefined}
              onClick={() => go({ type: 'open', name })}
            >
              <NavIcon name={name} />
              <span className={classes.navLabel}>{texts.nav[name]}</span>
              {name === 'approvals' && waiting > 0 && (
                <span className={classes.count}>
                  <span aria-hidden>{waiting}</span>
                  <span className="el-visually-hidden">{texts.approvals.badge(waiting)}</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <div className={classes.railFoot}>
        <PaletteButton />
      </div>
    </nav>
  );
}

function NavIcon({ name }: { name: ViewName }) {
  const Shape = ICONS[name];
  return <Shape size={16} stroke={1.75} aria-hidden />;
}
