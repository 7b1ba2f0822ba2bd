// Runs the test suite on other versions of Node.js, which npm delivers.
//   node scripts/test-on-node.mjs 20 22 24 26
import { join } from 'node:path';
import { nodeOf, root } from './lib.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const asked = process.argv.slice(2);
const versions = asked.filter((argument) => /^\d+(\.\d+)*$/.test(argument));
const rest = asked.filter((argument) => !versions.includes(argument));
if (versions.length === 0) {
  console.error('usage: node scripts/test-on-node.mjs VERSION… [arguments for vitest]');
  process.exit(64);
}

const failed = [];
for (const version of versions) {
  console.log(`\n=== Node ${version} ===`);
  const status = nodeOf(version, [vitest, 'run', ...rest]);
  if (status !== 0) failed.push(version);
}
console.log(`\n${versions.length - failed.length} passed, ${failed.length} failed`);
if (failed.length > 0) {
  console.error(`failed on Node ${failed.join(', ')}`);
  process.exit(1);
}
