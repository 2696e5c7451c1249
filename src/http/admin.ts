import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';

/** What the internal port can do. */
export type AdminOptions = { breaker: { reset(): void; state(): string } };

const BreakerSchema = Type.Object({ state: Type.String() });

/** The routes of the internal port that change something. */
export function registerAdmin(server: FastifyInstance, { breaker }: AdminOptions): void {
  server.post(
    '/admin/circuit-breaker/reset',
    { schema: { response: { 200: BreakerSchema } } },
    async () => {
      breaker.reset();
      return { state: breaker.state() };
    },
  );
}
