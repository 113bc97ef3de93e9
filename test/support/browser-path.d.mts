type Env = Readonly<Record<string, string | undefined>>;

/** Chromium-family browsers by the names their packages give them, the one we test with first. */
export declare const browserNames: readonly string[];

/**
 * Where a Chromium-family browser is; `SATCHEL_BROWSER` (a path, or a name on PATH) goes before any other.
 * @throws when `SATCHEL_BROWSER` names nothing that can be run
 */
export declare function findBrowser(env?: Env): string | undefined;

/** As `findBrowser`, and throws with what to do when there is none. */
export declare function requireBrowser(env?: Env): string;

/** The first of `names` that can be run from the folders of `path`. */
export declare function firstOnPath(names: readonly string[], path: string | undefined): string | undefined;
