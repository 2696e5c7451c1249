import { useEffect, useRef } from 'preact/hooks';
import type { CallsQuery } from '../../schema.ts';
import { ALL_STATES, ALL_STATUSES, statusOf } from '../format.ts';
import { goTo } from '../route.ts';
import { searchWanted } from './search-focus.ts';

/** One box for everything, and what narrows it down. */
export function SearchForm({ query }: { query: CallsQuery }) {
  const box = useRef<HTMLInputElement>(null);
  const wanted = searchWanted.value;
  useEffect(() => {
    if (wanted > 0) {
      box.current?.focus();
      searchWanted.value = 0;
    }
  }, [wanted]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    goTo({ page: 'find', query: readForm(event.currentTarget as HTMLFormElement) });
  };
  return (
    <search>
      <form class="search" onSubmit={submit}>
        <div class="search-box">
          <label class="hidden" for="q">
            Call ID, number or its last four, phone number, or words said
          </label>
          <input
            ref={box}
            id="q"
            name="q"
            type="search"
            autocomplete="off"
            spellcheck={false}
            placeholder="Call ID, last four of a number, phone, or words said"
            defaultValue={query.q ?? ''}
          />
          <button type="submit" class="primary">
            Find
          </button>
        </div>
        <div class="filters">
          <label>
            When
            <input name="at" defaultValue={query.at ?? ''} placeholder="today 14:00-14:10" />
          </label>
          <Choice
            label="Outcome"
            name="outcome"
            value={query.outcome}
            options={ALL_STATUSES.map((status) => [status, statusOf(status).words])}
          />
          <Choice
            label="State"
            name="state"
            value={query.state}
            options={ALL_STATES.map((state) => [state, state])}
          />
          <label>
            Words said
            <input name="words" defaultValue={query.words ?? ''} placeholder="snowstorm" />
          </label>
          <Choice
            label="Slower than"
            name="slowerThan"
            value={query.slowerThan === undefined ? undefined : `${query.slowerThan}`}
            options={[
              ['300', '300 ms'],
              ['500', '500 ms'],
              ['1000', '1 s'],
              ['3000', '3 s'],
            ]}
          />
          <div class="checks">
            <label class="check">
              <input type="checkbox" name="ungrounded" defaultChecked={query.ungrounded === true} />
              Ungrounded facts only
            </label>
            <label class="check">
              <input type="checkbox" name="handoff" defaultChecked={query.handoff === true} />
              Handed off only
            </label>
          </div>
          <button type="button" class="plain" onClick={() => goTo({ page: 'find', query: {} })}>
            Clear
          </button>
        </div>
      </form>
    </search>
  );
}

type ChoiceProps = {
  label: string;
  name: string;
  value: string | undefined;
  options: [value: string, words: string][];
};

function Choice({ label, name, value, options }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name} onChange={({ currentTarget }) => currentTarget.form?.requestSubmit()}>
        <option value="">any</option>
        {options.map(([option, words]) => (
          <option key={option} value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function readForm(form: HTMLFormElement): CallsQuery {
  const data = new FormData(form);
  const query: Record<string, unknown> = {};
  for (const name of ['q', 'at', 'outcome', 'state', 'words']) {
    const value = `${data.get(name) ?? ''}`.trim();
    if (value !== '') query[name] = value;
  }
  const slower = Number(data.get('slowerThan'));
  if (slower > 0) query.slowerThan = slower;
  for (const name of ['ungrounded', 'handoff']) if (data.has(name)) query[name] = true;
  return query as CallsQuery;
}
