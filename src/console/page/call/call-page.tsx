import { useEffect, useMemo } from 'preact/hooks';
import type { Story } from '../../schema.ts';
import type { ApiFault } from '../api.ts';
import { useKeys } from '../keys.ts';
import { Empty, Fault, Faults, Loading } from '../parts/notice.tsx';
import { type Route, replaceRoute } from '../route.ts';
import { CallHeader } from './call-header.tsx';
import { type HeldStory, holdStory } from './story.ts';
import { StoryView } from './story-view.tsx';
import { WhatIfView } from './what-if-view.tsx';

/** Where in a call one is. */
export type CallRoute = Extract<Route, { page: 'call' | 'whatIf' }>;

/** One call, as it went or goes. */
export function CallPage({ at }: { at: CallRoute }) {
  const { callId } = at;
  const held = useMemo(() => holdStory(callId), [callId]);
  useEffect(() => held.close, [held]);
  useKeys({
    Escape: () => history.back(),
  });
  const story = held.story.value;
  const fault = held.fault.value;
  if (fault !== null && story === null) return <NoStory fault={fault} held={held} />;
  if (story === null) return <Loading what="the call" />;
  return (
    <>
      <CallHeader story={story} held={held} at={at} />
      {fault !== null && <Fault reason={fault.message} onRetry={() => held.load(true)} />}
      <Faults faults={story.faults} />
      <Body story={story} at={at} />
    </>
  );
}

function Body({ story, at }: { story: Story; at: CallRoute }) {
  if (story.steps.length === 0) {
    return <Empty title="Nothing of this call is on record yet" />;
  }
  if (at.page === 'whatIf') return <WhatIfView story={story} at={at} />;
  const { callId } = at;
  return (
    <StoryView
      story={story}
      seq={at.seq}
      onSeek={(seq) => replaceRoute({ page: 'call', callId, seq })}
    />
  );
}

function NoStory({ fault, held }: { fault: ApiFault; held: HeldStory }) {
  if (fault.status !== 404) {
    return <Fault reason={fault.message} onRetry={() => held.load(true)} />;
  }
  return (
    <Empty title="No call of this ID is on record">
      <p>
        It may have been erased, or be past its time of keeping; or the link is not whole.{' '}
        <a href="#/find">Find a call</a>
      </p>
    </Empty>
  );
}
