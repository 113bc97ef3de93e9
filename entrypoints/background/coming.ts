import type { ProductsDeps } from '@/lib/session/products';
import { createProducts } from '@/lib/session/products';
import type { PushDeps } from '@/lib/session/push';
import { createPushes } from '@/lib/session/push';
import type { Session } from '@/lib/session/session';

/** What follows when somebody comes, and what goes before he leaves. */
export function createComing(deps: ProductsDeps & PushDeps & { readonly session: Session }) {
  const [products, pushes] = [createProducts(deps), createPushes(deps)];
  return {
    async arrived(): Promise<void> {
      await products.refresh();
      await pushes.obey();
    },
    async leave(): Promise<void> {
      await pushes.leave();
      await deps.session.signOut();
    },
  };
}
