import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';

const HealthSchema = Type.Object({ status: Type.Literal('ok') });

/** GET /healthz: that the process answers at all. It asks nobody else. */
export function registerHealth(server: FastifyInstance): void {
  server.get('/healthz', { schema: { response: { 200: HealthSchema } } }, async () => ({
    status: 'ok' as const,
  }));
}
