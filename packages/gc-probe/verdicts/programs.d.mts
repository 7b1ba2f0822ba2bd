/** The labelled set; see programs.mjs. */
export declare const programs: Readonly<
  Record<
    string,
    { readonly leaks: string | null; readonly perTask?: number; readonly warm?: boolean }
  >
>;
