/** Callers that come for the same `key` while a call for it is under way share it, and its end. */
export function createSingleFlight<T>(work: (key: string) => Promise<T>) {
  const flying = new Map<string, Promise<T>>();
  return (key: string): Promise<T> => {
    const under = flying.get(key) ?? work(key).finally(() => flying.delete(key));
    flying.set(key, under);
    return under;
  };
}
