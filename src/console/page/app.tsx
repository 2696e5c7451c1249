import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Announcements } from './announcements.tsx';
import { isLocked, unlock } from './api.ts';
import { CallPage } from './call/call-page.tsx';
import { FindPage } from './find/find-page.tsx';
import { focusSearch } from './find/search-focus.ts';
import { HelpDialog } from './help-dialog.tsx';
import { useKeys } from './keys.ts';
import { connection, state } from './live.ts';
import { NowPage } from './now/now-page.tsx';
import { QualityPage } from './quality/quality-page.tsx';
import { formatHash, goTo, type Route, route } from './route.ts';
import { changeTheme, theme } from './theme.ts';
import { TokenDialog } from './token-dialog.tsx';

const PAGES: { name: string; to: Route; of: Route['page'][] }[] = [
  { name: 'Now', to: { page: 'now' }, of: ['now'] },
  { name: 'Find', to: { page: 'find', query: {} }, of: ['find', 'call', 'whatIf'] },
  { name: 'Quality', to: { page: 'quality', days: 30 }, of: ['quality'] },
];

const THEMES = { system: 'Auto', light: 'Light', dark: 'Dark' };

/** The whole page. */
export function App() {
  const isHelpOpen = useSignal(false);
  const openHelp = () => {
    isHelpOpen.value = true;
  };
  useKeys({
    '?': openHelp,
    '/': focusSearch,
    n: () => goTo({ page: 'now' }),
    f: () => goTo({ page: 'find', query: {} }),
    q: () => goTo({ page: 'quality', days: 30 }),
  });
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href="#/now">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 7.5 12 3l9 4.5v9L12 21l-9-4.5z" />
            <path d="M3 7.5 12 12l9-4.5M12 12v9" />
          </svg>
          Waybill
        </a>
        <nav aria-label="Pages">
          {PAGES.map(({ name, to, of }) => (
            <a
              key={name}
              href={formatHash(to)}
              aria-current={of.includes(route.value.page) ? 'page' : undefined}
            >
              {name}
            </a>
          ))}
        </nav>
        <ConnectionMark />
        <button type="button" class="plain" onClick={changeTheme}>
          <span class="hidden">Colours: </span>
          {THEMES[theme.value]}
        </button>
        <button type="button" class="plain" aria-label="Help" onClick={openHelp}>
          ?
        </button>
      </header>
      <ConnectionNotice />
      <main id="content" tabIndex={-1}>
        {pageOf(route.value)}
      </main>
      <Announcements />
      <TokenDialog />
      {isHelpOpen.value && (
        <HelpDialog
          onClose={() => {
            isHelpOpen.value = false;
          }}
        />
      )}
    </>
  );
}

function pageOf(to: Route): JSX.Element {
  switch (to.page) {
    case 'now':
      return <NowPage />;
    case 'find':
      return <FindPage query={to.query} />;
    case 'call':
    case 'whatIf':
      return <CallPage key={to.callId} at={to} />;
    case 'quality':
      return <QualityPage days={to.days} />;
    default:
      return to satisfies never;
  }
}

function skip(): void {
  document.getElementById('content')?.focus();
}

function ConnectionMark() {
  const { is } = connection.value;
  const ready = state.value?.readiness.ready;
  const [tone, words] =
    is === 'lost'
      ? ['bad', 'Not connected']
      : is === 'connecting'
        ? ['quiet', 'Connecting']
        : ready === false
          ? ['warn', 'Not ready']
          : ['good', 'Live'];
  return (
    <span class={`connection ${tone}`} role="status">
      {words}
    </span>
  );
}

function ConnectionNotice() {
  if (isLocked.value) {
    return (
      <div class="strip" role="alert">
        <p>The service wants its ADMIN_TOKEN before it tells anything.</p>
        <button type="button" onClick={() => unlock()}>
          Enter the token
        </button>
      </div>
    );
  }
  const { is, reason } = connection.value;
  if (is !== 'lost') return null;
  return (
    <div class="strip" role="alert">
      <p>Not connected: what is shown may be out of date. {reason}. Connecting again by itself.</p>
    </div>
  );
}
