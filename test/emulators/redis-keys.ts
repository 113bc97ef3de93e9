import { createHash } from 'node:crypto';
import { LuaFactory } from 'wasmoon';

interface Entry {
  value: string;
  /** Epoch milliseconds; undefined: never. */
  endsAt: number | undefined;
}

/** Keys with a time to live, and Lua scripts over them (SET, GET, INCRBY, EXPIRE, PTTL, EVAL, EVALSHA), as Redis has them. */
export async function createRedisKeys() {
  const entries = new Map<string, Entry>();
  const scripts = new Map<string, string>();
  const lua = await new LuaFactory().createEngine();

  function find(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry?.endsAt !== undefined && entry.endsAt <= Date.now()) entries.delete(key);
    return entries.get(key);
  }

  const commands: Record<string, (...words: string[]) => unknown> = {
    set(key = '', value = '', ...options) {
      const words = options.map((word) => word.toUpperCase());
      if (words.includes('NX') && find(key)) return undefined;
      const seconds = words.includes('EX') ? Number(options[words.indexOf('EX') + 1]) : undefined;
      entries.set(key, { value, endsAt: seconds === undefined ? undefined : Date.now() + seconds * 1_000 });
      return 'OK';
    },
    get: (key = '') => find(key)?.value,
    incrby(key = '', by = '') {
      const entry = find(key) ?? { value: '0', endsAt: undefined };
      const value = Number(entry.value) + Number(by);
      entries.set(key, { ...entry, value: String(value) });
      return value;
    },
    expire(key = '', seconds = '') {
      const entry = find(key);
      if (entry) entry.endsAt = Date.now() + Number(seconds) * 1_000;
      return entry ? 1 : 0;
    },
    pttl(key = '') {
      const entry = find(key);
      if (!entry) return -2;
      return entry.endsAt === undefined ? -1 : entry.endsAt - Date.now();
    },
    eval(script = '', count = '', ...rest) {
      scripts.set(createHash('sha1').update(script).digest('hex'), script);
      const keys = rest.slice(0, Number(count));
      lua.global.set('KEYS', keys);
      lua.global.set('ARGV', rest.slice(Number(count)));
      const result: unknown = lua.doStringSync(script);
      return result;
    },
    evalsha(sha = '', ...rest) {
      const script = scripts.get(sha);
      return script === undefined
        ? new Error('NOSCRIPT No matching script.')
        : run(['eval', script, ...rest]);
    },
  };
  lua.global.set('redis', { call: (...words: unknown[]) => run(words.map(String)) });

  function run([name = '', ...rest]: readonly string[]): unknown {
    return commands[name.toLowerCase()]?.(...rest);
  }

  return {
    knows: (name: string) => Object.hasOwn(commands, name),
    run,
    close: () => lua.global.close(),
  };
}
