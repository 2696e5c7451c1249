/** What the build makes: see scripts/build-console.ts. */
declare module 'charts:all' {
  /** Each chart drawn, as SVG whose states have `data-state` and arrows `data-from`, `data-to`. */
  export const call: string;
  export const callInFull: string;
  export const lookup: string;
  export const breaker: string;
}
declare module '*.css';
