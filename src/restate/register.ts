import { type Fetch, nameCause } from '../edges.ts';

/** What Restate knows of a deployment: code at a URL. */
export type Deployment = { id: string; uri: string; isNew: boolean };

/**
 * Tells Restate where the calls are served. To tell it again changes nothing; code at another URL is
 * another deployment, and takes every step from then on. Rejects with what Restate has against it.
 */
export async function registerDeployment(
  fetch: Fetch,
  adminUrl: string,
  uri: string,
): Promise<Deployment> {
  const { status, body } = await ask<{ id: string }>(fetch, new URL('/deployments', adminUrl), {
    uri,
    force: false,
  });
  // Restate answers 201 for what it did not know.
  return { id: body.id, uri, isNew: status === 201 };
}

/**
 * The deployments that no service is at any more, and nothing under way: whoever runs the code at their
 * URLs may stop it. Rejects where Restate cannot tell.
 */
export async function listDrained(
  fetch: Fetch,
  adminUrl: string,
): Promise<Omit<Deployment, 'isNew'>[]> {
  // A step that is done is known for some time, by its key, with the deployment that did it.
  const query = `select d.id, d.endpoint as uri from sys_deployment d
    left join sys_service s on s.deployment_id = d.id
    left join sys_invocation_status i
      on i.pinned_deployment_id = d.id and i.status <> 'completed'
    where s.name is null and i.id is null`;
  const { body } = await ask<{ rows: Omit<Deployment, 'isNew'>[] }>(
    fetch,
    new URL('/query', adminUrl),
    { query },
  );
  return body.rows;
}

/** Asks the admin API; rejects with what it has against it. */
async function ask<Body>(
  fetch: Fetch,
  url: URL,
  asked: unknown,
): Promise<{ status: number; body: Body }> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const sent = fetch(url, { method: 'POST', headers, body: JSON.stringify(asked) });
  const response = await sent.catch((cause: unknown) => {
    throw new Error(`Cannot reach ${url.origin}: ${nameCause(cause)}`, { cause });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot ask ${url.origin}: ${response.status} ${text}`);
  return { status: response.status, body: JSON.parse(text) as Body };
}
