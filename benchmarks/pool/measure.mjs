// One measurement of one pool, in this process alone: node measure.mjs PROGRAM PEER OPTIONS
import { programs } from './programs.mjs';

const [name, peer, options = '{}'] = process.argv.slice(2);
const program = programs[name];
if (!program)
  throw new Error(`no program '${name}'; there are ${Object.keys(programs).join(', ')}`);
process.stdout.write(JSON.stringify(await program(peer, JSON.parse(options))));
