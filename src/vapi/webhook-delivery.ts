/** What is checked of a request: its headers, names in small letters, and its body's raw bytes. */
export type WebhookDelivery = {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  rawBody: Uint8Array;
};

/** Whether it comes from Vapi. `why` is for the log only: no secret, and nothing for the sender. */
export type AuthVerdict = { ok: true } | { ok: false; why: string };
