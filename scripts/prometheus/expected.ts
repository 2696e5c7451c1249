/** What Prometheus must hold once the demo's calls have been played, and the least it may be. */
export const EXPECTED: { query: string; atLeast: number }[] = [
  { query: 'up{job="waybill"}', atLeast: 1 },
  { query: 'sum(requests_total{route="/webhook",method="POST",status="2xx"})', atLeast: 10 },
  { query: 'sum(request_latency_seconds_count{route="/webhook"})', atLeast: 10 },
  { query: 'count(errors_total)', atLeast: 3 },
  { query: 'cache_hits_total', atLeast: 1 },
  { query: 'cache_misses_total', atLeast: 1 },
  { query: 'sum(sanity_latency_seconds_count{end="found"})', atLeast: 1 },
  { query: 'circuit_breaker_changes_total', atLeast: 1 },
  { query: 'circuit_breaker_state', atLeast: 0 },
  { query: 'calls_live', atLeast: 0 },
  { query: 'sum(calls_ended_total{outcome="answered"})', atLeast: 1 },
  { query: 'sum(tool_calls_total{tool="track_delivery",outcome="success"})', atLeast: 1 },
  { query: 'sum(call_state_seconds_count{state="report"})', atLeast: 1 },
  { query: 'histogram_quantile(0.99, sum by (le) (tool_call_latency_seconds_bucket))', atLeast: 0 },
  { query: 'journal_up', atLeast: 1 },
  { query: 'nodejs_eventloop_lag_p99_seconds', atLeast: 0 },
];
