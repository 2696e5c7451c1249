import { useSignal } from '@preact/signals';
import type { Branch, Change, Story, WhatIf } from '../../schema.ts';
import { ask } from '../api.ts';
import { counted, offsetOf } from '../format.ts';
import { Badge, StateName } from '../parts/badge.tsx';
import { Empty, Fault } from '../parts/notice.tsx';
import { replaceRoute } from '../route.ts';
import type { CallRoute } from './call-page.tsx';
import { ChangeForm } from './change-form.tsx';

/** One event of the call is another: both ways that it goes, side by side. */
export function WhatIfView({ story, at }: { story: Story; at: CallRoute }) {
  const outcome = useSignal<WhatIf | null>(null);
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const { callId } = story.call;
  const run = async (change: Change) => {
    isBusy.value = true;
    fault.value = null;
    try {
      const path = `/api/calls/${encodeURIComponent(callId)}/what-if`;
      outcome.value = await ask<WhatIf>(path, { method: 'POST', body: change });
    } catch (error) {
      outcome.value = null;
      fault.value = error instanceof Error ? error.message : `${error}`;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <div class="what-if">
      <section class="panel" aria-labelledby="change-title">
        <header>
          <h2 id="change-title">Change one event of this call</h2>
          <p class="note">
            Nothing is touched: the charts run on made-up time, apart from all else.
          </p>
        </header>
        <ChangeForm
          steps={story.steps}
          seq={at.seq}
          event={at.page === 'whatIf' ? at.event : null}
          isBusy={isBusy.value}
          onChoose={(seq, event) => replaceRoute({ page: 'whatIf', callId, seq, event })}
          onRun={run}
        />
      </section>
      {fault.value !== null && <Fault reason={fault.value} />}
      {outcome.value === null && fault.value === null && (
        <Empty title="Both ways will show here">
          <p>As it was recorded on one side, and with the change on the other.</p>
        </Empty>
      )}
      {outcome.value !== null && <Branches outcome={outcome.value} from={story.call.startedAt} />}
    </div>
  );
}

function Branches({ outcome, from }: { outcome: WhatIf; from: number }) {
  const { recorded, changed, assumed } = outcome;
  const apart = [recorded, changed].map(({ moments }) => moments.filter((it) => it.isOnlyHere));
  const isSame = apart.every((moments) => moments.length === 0);
  return (
    <>
      <p class="notice" role="status">
        {isSame
          ? 'The call goes the same way.'
          : `The ways part: ${counted(apart[0]?.length ?? 0, 'moment')} only as recorded, ${counted(apart[1]?.length ?? 0, 'moment')} only with the change.`}
      </p>
      {assumed.length > 0 && (
        <section class="notice" aria-label="What had to be supposed">
          <p class="notice-title">What no record tells, and was supposed</p>
          <ul>
            {assumed.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </section>
      )}
      <div class="branches">
        <BranchView title="As recorded" branch={recorded} from={from} />
        <BranchView title="With the change" branch={changed} from={from} />
      </div>
    </>
  );
}

function BranchView({ title, branch, from }: { title: string; branch: Branch; from: number }) {
  return (
    <section class="panel branch" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <p class="path">
        {branch.path.map((state, place) => (
          <span key={place}>
            {place > 0 && <span aria-hidden="true">→</span>}
            <StateName state={state} />
          </span>
        ))}
      </p>
      {branch.fault !== null && <Fault reason={branch.fault} />}
      <ol class="moments">
        {branch.moments.map(({ at, kind, text, isOnlyHere }, place) => (
          <li key={place} class={isOnlyHere ? 'moment is-only-here' : 'moment'}>
            <span class="figure">{offsetOf(at - from)}</span>
            <span class="moment-kind">{kind}</span>
            <span class="moment-text">{text}</span>
            {isOnlyHere && <Badge tone="info" words="only here" />}
          </li>
        ))}
      </ol>
    </section>
  );
}
