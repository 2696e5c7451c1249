import type { CallsPage, CallsQuery } from '../../schema.ts';
import { counted, spanOf } from '../format.ts';
import { Empty, Fault, Faults, Loading } from '../parts/notice.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { formatHash, formatQuery } from '../route.ts';
import { FoundCalls } from './found-calls.tsx';
import { SearchForm } from './search-form.tsx';

const EXAMPLES: { words: string; query: CallsQuery }[] = [
  { words: 'today', query: { at: 'today' } },
  { words: 'yesterday', query: { at: 'yesterday' } },
  { words: 'today, facts that stand in no record', query: { at: 'today', ungrounded: true } },
  { words: 'today, handed to a person', query: { at: 'today', handoff: true } },
  { words: 'today, slower than a second', query: { at: 'today', slowerThan: 1_000 } },
];

/** Looks for calls of any day on record. What is looked for stands in the address. */
export function FindPage({ query }: { query: CallsQuery }) {
  const search = formatQuery(query);
  const { answer, retry } = useAnswer<CallsPage>(`/api/calls${search === '' ? '' : `?${search}`}`);
  const { body, fault, isLoading } = answer.value;
  return (
    <>
      <h1 class="hidden">Find a call</h1>
      <SearchForm key={search} query={query} />
      <p class="examples">
        <span class="note">Often looked for:</span>{' '}
        {EXAMPLES.map(({ words, query: example }) => (
          <a key={words} class="chip" href={formatHash({ page: 'find', query: example })}>
            {words}
          </a>
        ))}
      </p>
      {fault !== null && <Fault reason={fault} onRetry={retry} />}
      {body === null && isLoading && <Loading what="calls" />}
      {body !== null && (
        <section class="panel" aria-labelledby="found-title" aria-busy={isLoading}>
          <header>
            <h2 id="found-title">{counted(body.total, 'call')}</h2>
            <p class="note" role="status">
              {body.understood === '' ? 'All calls on record' : body.understood}, in{' '}
              {spanOf(body.took)}
            </p>
          </header>
          <Faults faults={body.faults} />
          {body.calls.length === 0 ? (
            <Empty title="No call on record is like that">
              <p>
                Look with less: a time alone, or the last four of the number alone. Calls that were
                erased, or are past their time of keeping, are not found.
              </p>
            </Empty>
          ) : (
            <FoundCalls calls={body.calls} />
          )}
          <Paging query={query} next={body.next} />
        </section>
      )}
    </>
  );
}

function Paging({ query, next }: { query: CallsQuery; next: string | null }) {
  const { cursor, ...first } = query;
  if (cursor === undefined && next === null) return null;
  return (
    <nav class="row paging" aria-label="Pages of calls">
      {cursor !== undefined && (
        <a class="button" href={formatHash({ page: 'find', query: first })}>
          ← The latest
        </a>
      )}
      {next !== null && (
        <a class="button" href={formatHash({ page: 'find', query: { ...query, cursor: next } })}>
          Earlier calls →
        </a>
      )}
    </nav>
  );
}
