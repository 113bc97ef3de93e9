/** Which of the three published error bodies is spoken; the pages contradict each other. */
export type ErrorShape = 'mixed' | 'error' | 'error_code';

export interface Refusal {
  readonly status: 400 | 401 | 404 | 409 | 410 | 422 | 503;
  readonly text: string;
  readonly reason?: string;
  /** In `mixed`, the body of page ERR instead of that of AUTH and POLL2. */
  readonly coded?: boolean;
}

/** How page ERR begins its messages. */
const categories: Readonly<Record<Refusal['status'], string>> = {
  400: 'Bad Request',
  401: 'Authentication Error',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Resource Gone',
  422: 'Unprocessable Entity',
  503: 'Service Unavailable',
};

export function createRefuse(shape: ErrorShape = 'mixed') {
  return ({ status, text, reason, coded = false }: Refusal): Response => {
    const isCoded = shape === 'error_code' || (shape === 'mixed' && coded);
    const body = isCoded
      ? { error_code: String(status), error_message: `${categories[status]}: ${text}` }
      : { error: text, ...(reason !== undefined && { reason }) };
    return Response.json(body, { status });
  };
}
export type Refuse = ReturnType<typeof createRefuse>;

/** Names as Python prints a list of them. */
export function pythonList(names: Iterable<PropertyKey>): string {
  return `[${[...new Set(names)].map((name) => `'${String(name)}'`).join(', ')}]`;
}

/** UPL's and INIT's words for a body that lacks something. */
export function missingParameters(error: {
  readonly issues: ReadonlyArray<{ readonly path: readonly PropertyKey[] }>;
}): Refusal {
  const names = pythonList(error.issues.flatMap(({ path }) => path.slice(0, 1)));
  return { status: 400, text: `Missing or empty required parameters: ${names}` };
}
