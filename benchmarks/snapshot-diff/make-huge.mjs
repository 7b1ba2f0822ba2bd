// Writes a snapshot by its format, larger than any heap at hand: for the limits of size alone.
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
for (let node = 0; node < count; node++) {
  write(
    `${node === 0 ? '9' : ',3'},${node % texts},${node * 2 + 1},${(node % 50) * 8 + 16},${degree},0`,
  );
}
write('],\n"edges":[');
// The first edge makes a tree, the others lead anywhere near and far.
for (let node = 0; node < count; node++) {
  for (let edge = 0; edge < degree; edge++) {
    const to = edge === 0 ? (node * 2 + 1) % count : (node * 7 + edge * 9973) % count;
    write(
      `${node + edge === 0 ? '' : ','}${node === 0 && edge === 0 ? 5 : 2},${(node + edge) % texts},${to * 6}`,
    );
  }
}
write('],\n"samples":[],\n"locations":[],\n"strings":[');
const filler = 'x'.repeat(Math.max(0, Math.floor(Number(stringBytes) / texts) - 16));
for (let text = 0; text < texts; text++) write(`${text === 0 ? '' : ','}"s${text} ${filler}"`);
write(']}\n');
writeSync(out, parts.join(''));
closeSync(out);
