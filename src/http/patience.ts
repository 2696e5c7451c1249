/** How long a client may take, in milliseconds. */
export type Patience = {
  /** To send the head of a request, from its first byte, or from the connection on. */
  headersTimeoutMs: number;
  /** To send a whole request. */
  requestTimeoutMs: number;
  /** To send or take anything at all while a request is under way. */
  connectionTimeoutMs: number;
  /** To send another request on the same connection. */
  keepAliveTimeoutMs: number;
  /** How often connections are looked at. */
  checkMs: number;
};

/**
 * Vapi sends 70 KB in one go and gives a tool call up after 5 s, so that a request which takes 10 s
 * to arrive has nobody waiting for it. An answer is due within REPLY_DEADLINE_MS, of 20 s at most.
 * Load balancers keep connections for 60 s, and must be the first to close one: otherwise they send
 * a request on a connection that is just being closed.
 */
export const PATIENCE: Patience = {
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  connectionTimeoutMs: 30_000,
  keepAliveTimeoutMs: 75_000,
  checkMs: 1_000,
};
