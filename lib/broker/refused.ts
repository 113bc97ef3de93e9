/**
 * Every refusal of the broker: its status, a sentence that holds nothing of the request, and the word it goes
 * by outside when that is not its own.
 */
export const refusals = {
  bad_request: [400, 'The request is not of the shape this route takes.'],
  unauthorized: [401, 'The access token is missing, expired or not signed by Atrium.'],
  wrong_token_type: [403, 'Only the access token of a person is accepted here.'],
  wrong_tenant: [403, 'This broker does not serve that tenant.'],
  not_found: [404, 'There is nothing here.'],
  no_result: [404, 'No result has arrived for this flow.'],
  withdrawn_attempt: [409, 'This attempt was withdrawn.', 'withdrawn'],
  unknown_key: [409, 'The bytes are sealed to a key that this broker does not hold.'],
  withdrawn: [410, 'This attempt was withdrawn.'],
  too_large: [413, 'That is more than this route takes.'],
  type_not_taken: [415, 'Documents of this type are not taken here.'],
  range_not_there: [416, 'The document has no such part.'],
  addresses_not_taken: [422, 'Atlas cannot make addresses of these.'],
  throttled: [429, 'Too many requests. Ask again later.'],
  callback_of_another: [422, 'The payload is about another loan or flow than this address is for.'],
  push_service_not_taken: [422, 'Pushes go to the push services of browsers alone.'],
  bug: [500, 'The broker failed at this request.'],
  atlas_credentials_refused: [502, 'Atlas refused the credentials of this broker.'],
  atlas_unreadable: [502, 'Atlas gave an answer that is not the one documented.'],
  capture_damaged: [502, 'The stored capture is not the one that was announced, or does not open.'],
  atlas_unavailable: [503, 'Atlas cannot be reached or cannot answer now.'],
  atrium_unavailable: [503, 'The signing keys of Atrium cannot be fetched now.'],
  store_unavailable: [503, 'The object store cannot be reached or cannot answer now.'],
} as const;
export type RefusalCode = keyof typeof refusals;

/** What the broker throws to answer `{ error, message }` with the status of the code. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  /** Seconds, for `Retry-After`. */
  readonly retryAfter: number | undefined;

  /** @param message ours, for the caller: never a value of the request */
  constructor(
    code: RefusalCode,
    message: string = refusals[code][1],
    options: ErrorOptions & { readonly retryAfter?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  /** What the caller is told. */
  said(): { error: string; message: string } {
    const [, , error = this.code] = refusals[this.code];
    return { error, message: this.message };
  }
}
