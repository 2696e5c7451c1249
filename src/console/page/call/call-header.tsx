import { useSignal } from '@preact/signals';
import type { Story } from '../../schema.ts';
import { announce } from '../announcements.tsx';
import { send } from '../api.ts';
import { CallFlags } from '../find/found-calls.tsx';
import { clockOf, counted, momentOf, moneyOf, spanOf } from '../format.ts';
import { now } from '../live.ts';
import { StateName, StatusBadge } from '../parts/badge.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Modal } from '../parts/modal.tsx';
import { Fault } from '../parts/notice.tsx';
import { formatHash } from '../route.ts';
import type { CallRoute } from './call-page.tsx';
import type { HeldStory } from './story.ts';

type Props = { story: Story; held: HeldStory; at: CallRoute };

/** Which call it is, what came of it, and what can be done with it. */
export function CallHeader({ story, held, at }: Props) {
  const { call, isLive } = story;
  const { callId } = call;
  const to = { callId, seq: at.seq };
  return (
    <header class="call-header">
      <div class="call-title">
        <h1>
          {call.trackingNumbers.length === 0
            ? 'A call without a number'
            : `Parcel ${call.trackingNumbers.join(', ')}`}
        </h1>
        <StatusBadge status={call.status} />
        {isLive && <span class="badge live-mark">live</span>}
        <CallFlags call={call} />
      </div>
      <dl class="facts">
        <Fact name="Began">
          <time dateTime={new Date(call.startedAt).toISOString()}>{momentOf(call.startedAt)}</time>
        </Fact>
        <Fact name={isLive ? 'Lasts' : 'Lasted'}>
          {clockOf((isLive ? now.value : (call.endedAt ?? call.lastAt)) - call.startedAt)}
        </Fact>
        <Fact name="State">
          <StateName state={call.state} />
        </Fact>
        {call.endedReason !== null && <Fact name="Ended by">{call.endedReason}</Fact>}
        <Fact name="Answers">{counted(sum(call.answers), 'answer')}</Fact>
        <Fact name="Slowest">{spanOf(call.slowest)}</Fact>
        {call.cost !== null && <Fact name="Cost">{moneyOf(call.cost)}</Fact>}
        {call.caller !== null && (
          <Fact name="Caller">
            <a
              class="mono"
              href={formatHash({ page: 'find', query: { q: call.caller } })}
              title="A keyed hash, equal for equal phone numbers"
            >
              {call.caller}
            </a>
          </Fact>
        )}
        <Fact name="Call ID">
          <code>{callId}</code> <CopyButton label="Copy" text={callId} isPlain />
        </Fact>
      </dl>
      <div class="row call-actions">
        <nav aria-label="Views of the call" class="tabs">
          <a
            href={formatHash({ page: 'call', ...to })}
            aria-current={at.page === 'call' ? 'page' : undefined}
          >
            What happened
          </a>
          <a
            href={formatHash({ page: 'whatIf', ...to, event: null })}
            aria-current={at.page === 'whatIf' ? 'page' : undefined}
          >
            What if
          </a>
        </nav>
        <RevealButton story={story} held={held} />
        {story.recordingUrl !== null && <Recording url={story.recordingUrl} />}
        <Commands story={story} />
      </div>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RevealButton({ story: { isMasked }, held }: Pick<Props, 'story' | 'held'>) {
  const change = () => {
    held.load(!isMasked);
    announce(isMasked ? 'Personal data is shown' : 'Personal data is hidden');
  };
  return (
    <button
      type="button"
      class={isMasked ? '' : 'is-shown'}
      title={isMasked ? 'The log will say that it was shown' : 'Forgets it again'}
      onClick={change}
    >
      {isMasked ? 'Show personal data' : 'Hide personal data'}
    </button>
  );
}

/** Nothing is asked of another host before somebody follows the link. */
function Recording({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url)) return null;
  return (
    <a class="button" href={url} target="_blank" rel="noreferrer noopener">
      Listen to the recording
    </a>
  );
}

function Commands({ story: { call, commands } }: { story: Story }) {
  const isOpen = useSignal(false);
  const fault = useSignal<string | null>(null);
  const close = () => {
    isOpen.value = false;
  };
  const lines: [string, string][] = [
    ['Tell the story in a terminal', commands.story],
    ['Replay it on today’s charts', commands.replay],
    ['Erase its caller from the record', commands.erase],
  ];
  const download = () => {
    save(call.callId).catch((error: Error) => {
      fault.value = error.message;
    });
  };
  return (
    <>
      <button
        type="button"
        onClick={() => {
          isOpen.value = true;
        }}
      >
        Commands and export
      </button>
      {isOpen.value && (
        <Modal title="Commands for this call" onClose={close} isWide>
          <p class="note">To be pasted into a shell where Waybill runs.</p>
          <ul class="commands">
            {lines.map(([what, command]) => (
              <li key={what}>
                <span>{what}</span>
                <code>{command}</code>
                <CopyButton label="Copy" text={command} />
              </li>
            ))}
          </ul>
          {fault.value !== null && <Fault reason={fault.value} />}
          <div class="row end">
            <button type="button" onClick={download}>
              Export as JSON
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}

/** By way of memory, since a link could not carry the token. */
async function save(callId: string): Promise<void> {
  const response = await send(`/api/calls/${encodeURIComponent(callId)}/export`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `call-${callId.replace(/[^\w.-]/g, '_').slice(0, 100)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
