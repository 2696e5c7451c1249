import type { ToolEvent } from '../../machines/call-events.ts';
import type { ToolCall } from './tool-calls.ts';

/**
 * Translates one tool call. What cannot be served becomes `tool.misused`, which the chart answers
 * with an error: a caller hears something either way, and nothing is taken for a yes.
 */
export function toToolEvent({ toolCallId, tool, args }: ToolCall, at: number): ToolEvent {
  const asked = { at, toolCallId, tool };
  const misused = { ...asked, type: 'tool.misused', problem: 'badArguments' } as const;
  switch (tool) {
    case 'track_delivery':
      if (!args?.heard.readable) return misused;
      return { ...asked, type: 'delivery.requested', topic: 'delivery', heard: args.heard.value };
    case 'get_delivery_issue':
      if (!args?.heard.readable) return misused;
      return { ...asked, type: 'delivery.requested', topic: 'issue', heard: args.heard.value };
    case 'confirm_tracking_number': {
      if (!args?.heard.readable || typeof args.confirmed !== 'boolean') return misused;
      const { confirmed, heard } = args;
      return { ...asked, type: 'confirmation.given', confirmed, heard: heard.value };
    }
    case 'request_human':
      if (args === null) return misused;
      return { ...asked, type: 'human.requested', reason: args.reason };
    default:
      return { ...asked, type: 'tool.misused', problem: 'unknownTool' };
  }
}
