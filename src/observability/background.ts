import type { Logger } from 'pino';

/**
 * Carries out what nobody waits for. It never throws and never rejects: a failure is logged and
 * counted under the name of the work, since a rejection that nobody takes would end the process
 * with every call in it.
 */
export type Background = (name: string, work: () => Promise<unknown>) => void;

/** Makes it; `count` is told the name of what failed. */
export function createBackground(
  logger: Pick<Logger, 'error'>,
  count: (name: string) => void,
): Background {
  const fail = (name: string, err: unknown) => {
    count(name);
    logger.error({ work: name, err }, 'background.failed');
  };
  return (name, work) => {
    try {
      work().catch((error: unknown) => fail(name, error));
    } catch (error) {
      fail(name, error);
    }
  };
}
