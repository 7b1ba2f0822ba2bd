// Writes a snapshot by its format, larger than any heap at hand: for the limits of size in parsing alone.
//   node make-huge.mjs NODES EDGES_PER_NODE STRING_BYTES FILE
import { closeSync, openSync, writeSync } from 'node:fs';

const [, , nodes, perNode, stringBytes, file] = process.argv;
const count = Number(nodes);
const degree = Number(perNode);
const out = openSync(file, 'w');
let parts = [];
let size = 0;
function write(text) {
  parts.push(text);
  size += text.length;
  if (size < 1 << 22) return;
  writeSync(out, parts.join(''));
  parts = [];
  size = 0;
}

const meta = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
  node_types: [
    [
      'hidden',
      'array',
      'string',
      'object',
      'code',
      'closure',
      'regexp',
      'number',
      'native',
      'synthetic',
    ],
  ],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
};
const texts = Math.max(1000, Math.ceil(Number(stringBytes) / 1000));
write(
  `{"snapshot":${JSON.stringify({ meta, node_count: count, edge_count: count * degree, trace_function_count: 0 })},\n"nodes":[`,
);
// One block of records over and over: what is measured is size, not shape.
const BLOCK = Math.min(count, 50_000);
if (count % BLOCK !== 0) throw new RangeError(`the number of nodes must be a multiple of ${BLOCK}`);
const node = (index) => `3,${index % texts},${index * 2 + 1},${(index % 50) * 8 + 16},${degree},0`;
const edge = (index) => `2,${index % texts},${((index * 9973 * 7919) % count) * 6}`;
function repeat(record, perBlock) {
  const block = `${Array.from({ length: perBlock }, (_, index) => record(index)).join()}`;
  for (let at = 0; at < count; at += BLOCK) write(at === 0 ? block : `,${block}`);
}
repeat(node, BLOCK);
write('],\n"edges":[');
repeat(edge, BLOCK * degree);
write('],\n"samples":[],\n"locations":[],\n"strings":[');
const filler = 'x'.repeat(Math.max(0, Math.floor(Number(stringBytes) / texts) - 16));
for (let text = 0; text < texts; text++) write(`${text === 0 ? '' : ','}"s${text} ${filler}"`);
write(']}\n');
writeSync(out, parts.join(''));
closeSync(out);
