import {
  type Config,
  loadConfig,
  loadVapiApiConfig,
  type VapiApiConfig,
} from '../../src/config.ts';
import { type Finding, reporter } from './finding.ts';

const { ok, note, fault } = reporter('Settings');

/** The settings as the service would read them, and what of them can be used further. */
export type SettingsReading = {
  findings: Finding[];
  /** Without what is wrong; null where too much is missing to ask Sanity. */
  config: Config | null;
  api: VapiApiConfig | null;
};

/** Stand in for what is wrong on Vapi's side, so that Sanity can be asked all the same. */
const WITHOUT_VAPI = { VAPI_AUTH: 'none', HOST: '127.0.0.1' };

/** Doubts that other checks look into more closely. */
const TOLD_ELSEWHERE =
  /^(VAPI_SECRET|VAPI_HMAC_SECRET|ADMIN_TOKEN) is shorter|^SANITY_QUERY is set/;

/** Reads the settings, `settings` before all others; each fault is a finding, and what is left is used for the other checks. */
export function checkSettings(settings: Record<string, string>): SettingsReading {
  const apiReading = loadVapiApiConfig(settings);
  const api = apiReading.ok ? apiReading.api : null;
  const reading = loadConfig(settings);
  if (reading.ok) {
    const doubts = reading.config.warnings.filter((warning) => !TOLD_ELSEWHERE.test(warning));
    const findings = [ok('environment', 'complete; the service would start'), ...doubts.map(tell)];
    return { findings, config: reading.config, api };
  }
  const names = reading.faults.flatMap((line) => /^[A-Z][A-Z_]+/.exec(line)?.[0] ?? []);
  const left = Object.fromEntries(names.map((name) => [name, '']));
  const isVapi = names.some((name) => /^(VAPI_|HOST$)/.test(name));
  const spare = loadConfig({ ...settings, ...left, ...(isVapi ? WITHOUT_VAPI : {}) });
  const findings = reading.faults.map((line) => adviseOn(line));
  return { findings, config: spare.ok ? spare.config : null, api };
}

function tell(warning: string): Finding {
  return note(nameIn(warning), warning);
}

function adviseOn(line: string): Finding {
  const name = nameIn(line);
  if (name === 'SANITY_QUERY') {
    const advice =
      'Compare the number of a document with $trackingNumber, which Waybill fills in: ' +
      '*[_type == "parcel" && code == $trackingNumber]{"trackingNumber": code, "status": state}';
    return fault(name, `${line}; what follows is asked without it`, advice);
  }
  return fault(name, line, 'The service does not start: see docs/configuration.md');
}

function nameIn(line: string): string {
  return /^[A-Z][A-Z_]+/.exec(line)?.[0] ?? 'doubt';
}
