/** A tiny heap written by hand: nodes by name, edges by [from, type, name, to]. */
export interface GraphNode {
  name: string;
  type?: string;
  /** @default 10 + its index */
  size?: number;
  id?: number;
  detachedness?: number;
  location?: [scriptId: number, line: number, column: number];
}

export type GraphEdge = [from: number, type: string, name: string | number, to: number];

export interface GraphOptions {
  /** As Node 20 writes it: 7 node fields, one record per line. @default false, as Node 24 */
  old?: boolean;
  extraNativeBytes?: number;
  rootIndex?: number;
}

const NODE_TYPES =
  'hidden,array,string,object,code,closure,regexp,number,native,synthetic,concatenated string,sliced string,symbol,bigint,object shape'.split(
    ',',
  );
const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];

/** The text of a `.heapsnapshot` with this graph. Node 0 is the root. */
export function graphFile(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  options: GraphOptions = {},
): string {
  const { old = false, extraNativeBytes = 0, rootIndex } = options;
  const strings: string[] = ['<dummy>'];
  const string = (text: string): number => {
    const index = strings.indexOf(text, 1);
    return index > 0 ? index : strings.push(text) - 1;
  };
  const fields = old ? 7 : 6;
  const nodeRecords: number[][] = [];
  const edgeRecords: number[][] = [];
  const locations: number[][] = [];
  for (const [index, node] of nodes.entries()) {
    const own = edges.filter(([from]) => from === index);
    const type = NODE_TYPES.indexOf(node.type ?? (index === 0 ? 'synthetic' : 'object'));
    const size = node.size ?? 10 + index;
    const record = [type, string(node.name), node.id ?? index * 2 + 1, size, own.length];
    if (old) record.push(0);
    nodeRecords.push([...record, node.detachedness ?? 0]);
    if (node.location) locations.push([index * fields, ...node.location]);
    for (const [, edgeType, name, to] of own) {
      const written = typeof name === 'number' ? name : string(name);
      edgeRecords.push([EDGE_TYPES.indexOf(edgeType), written, to * fields]);
    }
  }
  const meta = {
    node_fields: ['type', 'name', 'id', 'self_size', 'edge_count'].concat(
      old ? ['trace_node_id', 'detachedness'] : ['detachedness'],
    ),
    node_types: [NODE_TYPES, 'string', 'number', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [EDGE_TYPES, 'string_or_number', 'node'],
    trace_function_info_fields: [
      'function_id',
      'name',
      'script_name',
      'script_id',
      'line',
      'column',
    ],
    trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
    sample_fields: ['timestamp_us', 'last_assigned_id'],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
  };
  const snapshot = {
    meta,
    node_count: nodes.length,
    edge_count: edgeRecords.length,
    trace_function_count: 0,
    extra_native_bytes: extraNativeBytes,
    ...(rootIndex === undefined ? {} : { root_index: rootIndex }),
  };
  const line = old ? '\n' : '';
  const records = (list: number[][]): string => `[${list.map(String).join(`${line},`)}${line}]`;
  return [
    `{"snapshot":${JSON.stringify(snapshot)}`,
    `"nodes":${records(nodeRecords)}`,
    `"edges":${records(edgeRecords)}`,
    '"trace_function_infos":[]',
    '"trace_tree":[]',
    '"samples":[]',
    `"locations":${records(locations)}`,
    `"strings":${old ? JSON.stringify(strings, null, 0).replaceAll('","', '",\n"') : JSON.stringify(strings)}}`,
  ].join(',\n');
}
