/** What package.json asks for: an older Node reads none of these files as they are, or runs them wrong. */
export const NODE_MAJOR_MIN = 24;

/** What a Node of another version is told before anything else is loaded; null for one that will do. */
export function refuseNode(version: string): string | null {
  const major = Number.parseInt(version, 10);
  return major >= NODE_MAJOR_MIN
    ? null
    : `Cannot run on Node ${version}: Waybill needs Node ${NODE_MAJOR_MIN}, which npm ci has installed; use npm start`;
}

const refusal = refuseNode(process.versions.node);
if (refusal !== null) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}
