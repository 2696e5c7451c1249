import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../fixtures/vapi/', import.meta.url);

/** A webhook body as Vapi posts it; each one's source is in the folder's README. */
export type Fixture = { message: Record<string, unknown> };

/** The names of all fixtures, without their ending. */
export function fixtureNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
}

/** A fresh copy of one fixture. */
export function fixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Fixture;
}
