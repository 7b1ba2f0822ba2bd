import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { compareSnapshots, readSnapshot } from '@watertight/snapshot-diff';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';
import { pathToFileURL } from 'node:url';

const source = `import { writeHeapSnapshot } from 'node:v8';

interface Named {
  readonly name: string;
}

/** Line 8 is the place to find. */
class Visitor implements Named { constructor(readonly name: string) {} }

const kept: Visitor[] = [];
const [, , before, after] = process.argv;
kept.push(new Visitor('first'));
writeHeapSnapshot(before);
for (let index = 0; index < 23; index++) kept.push(new Visitor(String(index)));
writeHeapSnapshot(after);
process.exitCode = kept.length > 0 ? 0 : 1;
`;

it.each(['linked', 'inline'] as const)(
  'shows the line of the source that a bundle was made from (%s map)',
  async (sourcemap) => {
    using directory = new TemporaryDirectory();
    mkdirSync(directory.file('src'));
    mkdirSync(directory.file('dist'));
    const input = directory.file('src/app.ts');
    const bundle = directory.file('dist/app.mjs');
    writeFileSync(input, source);
    await build({
      entryPoints: [input],
      outfile: bundle,
      format: 'esm',
      minifyWhitespace: true,
      sourcemap,
    });
    const files = [directory.file('a.heapsnapshot'), directory.file('b.heapsnapshot')] as const;
    const { stderr, code } = await runNode(pathToFileURL(bundle), files);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { suspects } = compareSnapshots(
      await readSnapshot(files[0]),
      await readSnapshot(files[1]),
      {
        tasks: 23,
      },
    );
    const [suspect] = suspects;
    expect(suspect).toMatchObject({
      name: 'Visitor',
      delta: 23,
      location: { file: input, line: 8 },
    });
    expect(basename(suspect!.path.at(-1)!.location!.file)).toBe('app.ts');
  },
);
