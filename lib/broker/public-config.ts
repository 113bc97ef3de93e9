import { PublicConfig } from '@/lib/contract/broker';
import { apisOf } from '@/lib/domain/organisation';
import type { BrokerConfig } from './environment';

/** What a client may know. Parsed on the way out, so that nothing beyond the contract leaves. */
export function publicConfig(
  config: Omit<BrokerConfig, 'store'> & { store: { endpoint: string } },
): PublicConfig {
  return PublicConfig.parse({
    ...config.organisation,
    addresses: {
      broker: config.publicUrl,
      atrium: config.atrium.baseUrl,
      atlas: config.atlas.baseUrl,
      store: config.store.endpoint,
      ...(apisOf(config.organisation).includes('docstream') && { docstream: config.atlas.docstreamBaseUrl }),
    },
    sealingKey: config.keyring.current,
    ...(config.push && { push: { publicKey: config.push.vapidDetails.publicKey } }),
  });
}
