import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { problem } from './problem.ts';

/** How senders of both ports say who they are; a route names those that it takes. */
export const SECURITY = {
  /** On loopback, for whoever only reads, it is not asked for. */
  admin: [{ adminToken: [] }],
  /** One of these, as VAPI_AUTH says. */
  vapi: [{ vapiSecret: [] }, { vapiBearer: [] }, { vapiSignature: [] }],
  none: [],
};

const DOCS = '/docs';

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
 * Describes the routes of both ports in one OpenAPI document, made of the schemas that they check
 * by: /docs/json on the internal port, with a page for people at /docs. To be called before any
 * route is registered.
 */
export function describePorts(internal: FastifyInstance, open: FastifyInstance): void {
  open.register(swagger, { openapi: DOCUMENT, convertConstToEnum: false });
  internal.register(swagger, {
    openapi: DOCUMENT,
    convertConstToEnum: false,
    transformObject(document) {
      if (!('openapiObject' in document)) return document.swaggerObject;
      const { openapiObject } = document;
      const { paths: openPaths } = open.swagger() as { paths?: Paths };
      const paths = [
        ...onPort(openPaths, PUBLIC_PORT),
        ...onPort(openapiObject.paths as Paths, INTERNAL_PORT),
      ];
      return { ...openapiObject, paths: Object.fromEntries(paths) };
    },
  });
  internal.register(swaggerUi, {
    routePrefix: DOCS,
    staticCSP: DOCS_CSP,
    theme: { title: 'Waybill' },
    // A validator on the web would be shown every document.
    uiConfig: { validatorUrl: null, deepLinking: true, displayRequestDuration: true },
    uiHooks: {
      // Its routes are told too, whether or not anybody has asked there yet.
      preHandler: async () => {
        await open.ready();
      },
    },
  });
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
