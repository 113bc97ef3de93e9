import { z } from 'zod';
import { BrokerError } from '@/lib/contract/broker';
import type { Documented } from './documented';
import { documented } from './documented';
import { refusals } from './refused';
import type { RefusalCode } from './refused';

/** What every route may answer besides its own. */
const everywhere: readonly RefusalCode[] = ['throttled', 'bug'];

/**
 * The broker's OpenAPI 3.1 description, made of the schemas it parses with.
 *
 * @param publicUrl base address of the broker
 */
export function describeApi(publicUrl: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of documented) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Satchel broker',
      version: '1',
      description: 'What the extension and Atlas ask of the broker. Instants are epoch milliseconds.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: {
        agent: { type: 'http', scheme: 'bearer', description: 'The access token of Atrium.' },
        operator: { type: 'http', scheme: 'bearer', description: 'BROKER_METRICS_TOKEN.' },
      },
      schemas: { Error: schemaOf(BrokerError, 'output') },
    },
  };
}

function operationOf({ path, summary, who, query = [], asks, answers, refuses = [] }: Documented) {
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => parameter(name, 'path', true));
  const isAgents = who === 'agent';
  const codes = [...refuses, ...(isAgents ? agentRefusals : []), ...everywhere];
  return {
    summary,
    parameters: [...named, ...query.map((name) => parameter(name, 'query', false))],
    ...(who === 'agent' || who === 'operator' ? { security: [{ [who]: [] }] } : {}),
    ...(asks
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(asks, 'input') } },
          },
        }
      : {}),
    responses: { '200': success(answers), ...refusalsOf(codes) },
  };
}

const agentRefusals: readonly RefusalCode[] = [
  'unauthorized',
  'wrong_token_type',
  'wrong_tenant',
  'atrium_unavailable',
];

function success(answers: Documented['answers']) {
  if (typeof answers === 'string') return { description: 'As asked.', content: { [answers]: {} } };
  return {
    description: 'As asked.',
    content: { 'application/json': { schema: schemaOf(answers, 'output') } },
  };
}

/** By status: the codes that share one are listed in its description. */
function refusalsOf(codes: readonly RefusalCode[]) {
  const byStatus = Map.groupBy(new Set(codes), (code) => refusals[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      String(status),
      {
        description: same.map((code) => `\`${refusals[code][2] ?? code}\`: ${refusals[code][1]}`).join(' '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

function parameter(name: string, where: 'path' | 'query', required: boolean) {
  return { name, in: where, required, schema: { type: 'string' } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
