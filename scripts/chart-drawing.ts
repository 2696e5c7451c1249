/**
 * How a chart becomes a drawing: its states and transitions are taken from the machine's own
 * definition and handed to state-machine-cat, which lays them out with a Graphviz of its own (in
 * wasm, with built-in font metrics), so that every computer draws the same bytes.
 *
 * An arrow carries one line for each event; guards stand in brackets, and `else` is what is left
 * when no guard holds. What a state does without being left, and which actors it starts, stands
 * inside its box. What the chart as a whole heeds starts at "any state".
 */
import { type IState, type IStateMachine, type ITransition, render } from 'state-machine-cat';
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

const QUIET = '#57606a';
const LINE_LENGTH_MAX = 44;

// Boxes are measured for Helvetica; letters are written smaller than measured, because many a
// reader's computer has a wider font in its place.
const MEASURED_TO_WRITTEN: [measured: string, written: string][] = [
  ['font-size="14.00"', 'font-size="12.00"'],
  ['font-size="12.00"', 'font-size="10.50"'],
];

/**
 * Draws a chart as SVG; the same chart gives the same text. A plain one has states and arrows with
 * nothing written at them, to be taken in at a glance.
 */
export async function drawChart(
  machine: AnyStateMachine,
  { isPlain = false }: { isPlain?: boolean } = {},
): Promise<string> {
  const ast = chartToAst(machine);
  const svg = await render(isPlain ? withoutWords(ast) : ast, {
    inputType: 'json',
    outputType: 'svg',
    direction: 'top-down',
    dotGraphAttrs: [
      { name: 'bgcolor', value: '"white"' },
      { name: 'pad', value: '0.2' },
      { name: 'fontsize', value: '14' },
      { name: 'nodesep', value: isPlain ? '0.25' : '0.4' },
      { name: 'ranksep', value: isPlain ? '0.2' : '0.3' },
      // States of different depth share their ranks: without it, nested ones sink to the bottom.
      { name: 'newrank', value: 'true' },
    ],
    dotNodeAttrs: [{ name: 'fontsize', value: '14' }],
    dotEdgeAttrs: [
      { name: 'color', value: `"${QUIET}"` },
      { name: 'fontsize', value: '12' },
    ],
  });
  return svg.replace(
    /font-size="[\d.]+"/g,
    (size) => new Map(MEASURED_TO_WRITTEN).get(size) ?? size,
  );
}

/** A chart in the terms of state-machine-cat. */
export function chartToAst({ root }: AnyStateMachine): IStateMachine {
  const { states, transitions = [] } = toStateMachine(root);
  const arrows = [...transitions, ...arrowsBelow(root), ...arrowsOf(root)];
  return {
    states: [...states, ...(transitionsOf(root).length === 0 ? [] : [anyState(root)])],
    transitions: arrows.map((each, index) => ({ ...each, id: index + 1 })),
  };
}

function withoutWords({ states, transitions = [] }: IStateMachine): IStateMachine {
  return {
    states: states.map(({ actions: _, statemachine, ...state }) => ({
      ...state,
      ...(statemachine === undefined ? {} : { statemachine: withoutWords(statemachine) }),
    })),
    transitions: transitions.map(({ label: _, ...transition }) => transition),
  };
}

function anyState(root: AnyStateNode): IState {
  const lines = ['unless it says otherwise', ...linesFor(stayingOf(root))];
  return { name: root.id, ...box('any state', lines), color: QUIET };
}

function toStateMachine(node: AnyStateNode): IStateMachine {
  const children = Object.values(node.states);
  const lasting = children.filter(({ type }) => type !== 'final');
  const finals = children.filter(({ type }) => type === 'final');
  const end = `${node.id}.(end)`;
  return {
    states: [
      { name: startOf(node), type: 'initial' },
      ...children.map(toState),
      ...(finals.length === 0 ? [] : [{ name: end, type: 'final' as const }]),
    ],
    transitions: [
      ...node.initial.target.map(({ id }) => arrow(startOf(node), id)),
      ...finals.map(({ id }) => arrow(id, end)),
      ...hintsFor(lasting),
    ],
  };
}

function toState(node: AnyStateNode): IState {
  const started = node.invoke.map(({ id }) => `do / ${id}`);
  return {
    name: node.id,
    ...box(node.key, [...started, ...linesFor(stayingOf(node))]),
    ...(node.type === 'compound' ? { statemachine: toStateMachine(node) } : {}),
  };
}

function box(label: string, lines: string[]): Omit<IState, 'name'> {
  const actions = lines.map((body) => ({ type: 'activity' as const, body }));
  return { type: 'regular', label, ...(actions.length === 0 ? {} : { actions }) };
}

function arrowsBelow(node: AnyStateNode): ITransition[] {
  return Object.values(node.states).flatMap((child) => [...arrowsOf(child), ...arrowsBelow(child)]);
}

/** One arrow for each target, however many transitions lead there. */
function arrowsOf(node: AnyStateNode): ITransition[] {
  const byTarget = Map.groupBy(transitionsOf(node), ({ target }) => entryOf(target?.[0]));
  byTarget.delete('');
  return [...byTarget].map(([to, taken]) => {
    return { ...arrow(node.id, to), label: linesFor(taken).join('\n') };
  });
}

// State-machine-cat wants an ID, which is given once all arrows are known.
function arrow(from: string, to: string): ITransition {
  return { id: 0, from, to };
}

/**
 * Arrows that are not seen: they make a drawing read downwards in the order of the definition.
 */
function hintsFor([first, ...rest]: AnyStateNode[]): ITransition[] {
  if (first === undefined) return [];
  const [second] = rest;
  const hints = [
    ...(first.type === 'compound' ? [arrow(first.id, startOf(first))] : []),
    ...(second === undefined ? [] : [arrow(first.id, second.id)]),
  ];
  return [...hints.map((hint) => ({ ...hint, color: '#ffffff00' })), ...hintsFor(rest)];
}

/** Where an arrow to a state ends: a state with states inside is entered by its start. */
function entryOf(node: AnyStateNode | undefined): string {
  if (node === undefined) return '';
  return node.type === 'compound' ? startOf(node) : node.id;
}

function startOf({ id }: AnyStateNode): string {
  return `${id}.(start)`;
}

/** What leads the same way: each event with all its guards, broken into lines. */
function linesFor(transitions: AnyTransitionDefinition[]): string[] {
  const byEvent = Map.groupBy(transitions, ({ eventType }) => eventType);
  return [...byEvent].flatMap(([eventType, taken]) => {
    const guards = taken.map(guardName).filter((name) => name !== '');
    const isIgnored = taken.every(({ target, actions }) => !target && actions.length === 0);
    const what = eventName(eventType) + (isIgnored ? ' is ignored' : '');
    const condition = guards.length === 0 ? '' : `[${guards.join(' or ')}]`;
    return broken([what, condition].filter((part) => part !== '').join(' '));
  });
}

/** A text in lines of bearable length; all but the first are indented. */
function broken(text: string): string[] {
  if (text.length <= LINE_LENGTH_MAX) return [text];
  const at = text.lastIndexOf(' or ', LINE_LENGTH_MAX);
  if (at < 0) return [text];
  return [text.slice(0, at), ...broken(`\u00a0\u00a0\u00a0${text.slice(at + 1)}`)];
}

function guardName({ guard, source, eventType }: AnyTransitionDefinition): string {
  if (guard !== undefined) return typeof guard === 'object' ? guard.type : String(guard);
  const rivals = eventType === '' ? source.always : source.transitions.get(eventType);
  return (rivals?.length ?? 1) > 1 ? 'else' : '';
}

/** An event as a reader knows it: xstate's own names are spelled out. */
function eventName(eventType: string): string {
  const inner = /^xstate\.(done\.actor|error\.actor|after)\.([^.]+)/.exec(eventType);
  const [, kind, name = ''] = inner ?? [];
  switch (kind) {
    case 'done.actor':
      return `${name} is done`;
    case 'error.actor':
      return `${name} breaks`;
    case 'after':
      return `after ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
    default:
      return eventType;
  }
}

/** What a state does without being left. */
function stayingOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return transitionsOf(node).filter(({ target }) => target === undefined);
}

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}
