import { type ExprNode, evaluate, evaluateSync, GroqSyntaxError, parse } from 'groq-js';
import type { SanityDocument } from './documents.ts';

/** Query parameters by name, without the dollar sign. */
export type Params = Record<string, unknown>;

/** What Content Lake says of a query that it cannot run; the client formats it. */
export type QueryParseError = {
  type: 'queryParseError';
  description: string;
  query: string;
  start: number;
  end: number;
};

/** A query read, or why it cannot be. */
export type ParsedQuery = { ok: true; tree: ExprNode } | { ok: false; error: QueryParseError };

/** Trees of the queries that were asked last: each client asks the same few again and again. */
const trees = new Map<string, ExprNode>();
const TREES_MAX = 20;

/** With the parameters left open, so that the tree serves for whatever they are. */
function parseOnce(query: string, params: Params): ExprNode {
  const known = trees.get(query);
  if (known !== undefined) return known;
  let tree: ExprNode;
  try {
    tree = parse(query);
  } catch {
    // Where a constant has to stand, the value of a parameter may.
    return parse(query, { params });
  }
  if (trees.size >= TREES_MAX) trees.clear();
  trees.set(query, tree);
  return tree;
}

/** Parses a query and checks that every parameter in it is given, as Content Lake does. */
export function parseQuery(query: string, params: Params): ParsedQuery {
  try {
    const tree = parseOnce(query, params);
    const missing = namesOfParameters(tree).find((name) => !(name in params));
    if (missing === undefined) return { ok: true, tree };
    const start = query.indexOf(`$${missing}`);
    const description = `param $${missing} referenced, but not provided`;
    return { ok: false, error: describe(query, description, start, start + missing.length + 1) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = error instanceof GroqSyntaxError ? error.position : 0;
    return { ok: false, error: describe(query, error.message, at, query.length) };
  }
}

/** Evaluates a query over documents. */
export async function runQuery(
  tree: ExprNode,
  params: Params,
  documents: SanityDocument[],
): Promise<unknown> {
  const options = { dataset: documents, params };
  try {
    // Without a promise for each part of it: under a test runner, which watches promises, a query
    // takes ten times as long with them.
    return await evaluateSync(tree, options).get();
  } catch {
    // A few functions are asynchronous; whatever else is wrong, goes wrong once more.
    return await (await evaluate(tree, options)).get();
  }
}

/**
 * The part of a query that a listener heeds: "only the top-level filter portion".
 * Source: https://www.sanity.io/docs/http-reference/listen, read 2026-11-23.
 */
export function topLevelFilter(tree: ExprNode): ExprNode {
  if (tree.type === 'Filter' || !('base' in tree) || tree.base === undefined) return tree;
  return topLevelFilter(tree.base as ExprNode);
}

function describe(query: string, description: string, start: number, end: number): QueryParseError {
  return { type: 'queryParseError', description, query, start, end };
}

function namesOfParameters(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const nested = Object.values(node).flatMap(namesOfParameters);
  const isParameter = 'type' in node && node.type === 'Parameter' && 'name' in node;
  return isParameter ? [String(node.name), ...nested] : nested;
}
