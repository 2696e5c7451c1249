/** Upper bounds in seconds, fine enough for a reply deadline of half a second, up to 5 s. */
export const LATENCY_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 1, 1.5, 2, 3,
  5,
];

/** Upper bounds in seconds of what people take their time for: a question, a whole call. */
export const STAY_BUCKETS = [
  0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800,
];
