import type { Debugger } from 'node:inspector';

/**
 * Source map URLs of the scripts of this isolate, by script id. Code that a test runner transformed
 * in memory is in no file, and neither is its map; V8 has both. An in-process inspector session opens
 * no port and lasts no longer than this call.
 */
export async function scriptMaps(): Promise<ReadonlyMap<number, string>> {
  const maps = new Map<number, string>();
  try {
    // A build of Node.js without the inspector has none; then lines are the transformed ones.
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    try {
      session.on(
        'Debugger.scriptParsed',
        ({ params }: { params: Debugger.ScriptParsedEventDataType }) => {
          if (params.sourceMapURL) maps.set(Number(params.scriptId), params.sourceMapURL);
        },
      );
      // Every script that is loaded is reported before the call returns.
      session.post('Debugger.enable');
      session.post('Debugger.disable');
    } finally {
      session.disconnect();
    }
  } catch {
    return maps;
  }
  return maps;
}
