import swagger, {
  type FastifyDynamicSwaggerOptions,
  type StaticDocumentSpec,
} from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { DOCS_PATH } from './openapi.ts';
import { problem } from './problem.ts';

/** The page asks nothing of another host, and runs nothing but its own files. */
const DOCS_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  // The one style sheet that a library in it writes itself, by its hash.
  "style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PUBLIC_PORT = 'The public port, HOST and PORT: what Vapi reaches.';
const INTERNAL_PORT = 'The internal port, ADMIN_HOST and ADMIN_PORT: for whoever runs the service.';

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Waybill',
    version: '1',
    description:
      'The server behind a phone line that answers "where is my parcel?". Two ports: the public ' +
      'one for Vapi, and an internal one for whoever runs the service. Every error is a problem ' +
      '(RFC 9457). Every answer has its x-correlation-id.',
  },
  tags: [
    { name: 'vapi', description: PUBLIC_PORT },
    { name: 'calls', description: 'Calls on record, and what they come to.' },
    { name: 'live', description: 'What happens now.' },
    { name: 'console', description: "The operator's page." },
    { name: 'operations', description: 'Whether the service works, and its metrics.' },
  ],
  components: {
    securitySchemes: {
      adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN' },
      vapiSecret: { type: 'apiKey', in: 'header', name: 'x-vapi-secret' },
      completionsKey: { type: 'http', scheme: 'bearer', description: 'COMPLETIONS_KEY' },
      vapiBearer: { type: 'http', scheme: 'bearer', description: 'VAPI_SECRET' },
      vapiSignature: {
        type: 'apiKey',
        in: 'header',
        name: 'x-signature',
        description: 'HMAC over the body, with VAPI_HMAC_SECRET; the header may have another name',
      },
    },
  },
} satisfies FastifyDynamicSwaggerOptions['openapi'];

/** As far as it is gone through. */
type Content = { schema: { properties?: { title?: unknown } } };
type Answers = Record<string, { description?: string; content?: Record<string, Content> }>;
type Paths = Record<string, Record<string, unknown>>;

/**
 * Opens a server that listens nowhere and answers by inject() with the pages under /docs: they tell
 * the routes of both ports in one OpenAPI document. Whoever opens it closes it.
 */
export async function openDocs(ports: {
  internal: readonly RouteOptions[];
  open: readonly RouteOptions[];
}): Promise<FastifyInstance> {
  const [internal, open] = [await describe(ports.internal), await describe(ports.open)];
  const paths = [
    ...onPort(open.paths as Paths, PUBLIC_PORT),
    ...onPort(internal.paths as Paths, INTERNAL_PORT),
  ];
  // The same document, of which the types of a server's own and of one given to it differ.
  const document = {
    ...internal,
    paths: Object.fromEntries(paths),
  } as StaticDocumentSpec['document'];
  const server = Fastify();
  server.register(swagger, { mode: 'static', specification: { document } });
  server.register(swaggerUi, {
    routePrefix: DOCS_PATH,
    staticCSP: DOCS_CSP,
    theme: { title: 'Waybill' },
    // A validator on the web would be shown every document.
    uiConfig: { validatorUrl: null, deepLinking: true, displayRequestDuration: true },
  });
  await server.ready();
  return server;
}

/** The document of some routes, which are registered for it and never asked. */
async function describe(routes: readonly RouteOptions[]) {
  const server = Fastify({ exposeHeadRoutes: false });
  // Nothing is checked or written by them here.
  server.setValidatorCompiler(() => () => true);
  server.setSerializerCompiler(() => JSON.stringify);
  server.register(swagger, { openapi: DOCUMENT, convertConstToEnum: false });
  server.register(async (scope) => {
    for (const { method, url, schema } of routes) {
      scope.route({ method, url, ...(schema && { schema }), handler: async () => null });
    }
  });
  await server.ready();
  const document = server.swagger();
  await server.close();
  return document;
}

/** The paths of one port; one that both have is told once. */
function onPort(paths: Paths | undefined, port: string): [string, Record<string, unknown>][] {
  return Object.entries(paths ?? {}).map(([path, item]) => {
    for (const operation of Object.values(item)) {
      if (isOperation(operation)) nameAnswers(operation.responses);
    }
    const description = path === '/healthz' ? 'On both ports.' : port;
    return [path, { description, ...item }];
  });
}

function isOperation(value: unknown): value is { responses: Answers } {
  return typeof value === 'object' && value !== null && 'responses' in value;
}

/** A problem has a type of its own; a check that fails is none. */
function nameAnswers(answers: Answers): void {
  for (const [status, answer] of Object.entries(answers)) {
    answer.description = status === '200' ? 'OK' : problem(Number(status)).title;
    const { 'application/json': json } = answer.content ?? {};
    if (json === undefined || json.schema.properties?.title === undefined) continue;
    answer.content = { 'application/problem+json': json };
  }
}
