import { SnapshotError } from '../errors.ts';

/** How the numbers of a snapshot are to be read, as its own header says. */
export interface Layout {
  nodeCount: number;
  edgeCount: number;
  rootOrdinal: number;
  extraNativeBytes: number;
  nodeTypes: string[];
  edgeTypes: string[];
  /** Offsets inside a node record; -1 where the field does not exist. */
  node: {
    fields: number;
    type: number;
    name: number;
    id: number;
    selfSize: number;
    edgeCount: number;
    traceNodeId: number;
    detachedness: number;
  };
  edge: { fields: number; type: number; name: number; toNode: number };
  location: { fields: number; object: number; scriptId: number; line: number; column: number };
  sample: { fields: number; timestamp: number; lastAssignedId: number };
  /** Of allocation traces: of a call in the tree, then of a function. */
  trace: {
    nodeFields: number;
    id: number;
    functionIndex: number;
    children: number;
    infoFields: number;
    name: number;
    script: number;
    line: number;
    column: number;
  };
}

interface Header {
  meta?: {
    node_fields?: unknown;
    node_types?: unknown;
    edge_fields?: unknown;
    edge_types?: unknown;
    location_fields?: unknown;
    sample_fields?: unknown;
    trace_node_fields?: unknown;
    trace_function_info_fields?: unknown;
  };
  node_count?: unknown;
  edge_count?: unknown;
  root_index?: unknown;
  extra_native_bytes?: unknown;
}

/** Columns keep the type in 5 and 4 bits beside the name. */
const MAX_NODE_TYPES = 32;
const MAX_EDGE_TYPES = 16;

/** Fields are found by name, never by position: Node 20 writes 7 per node, Node 24 writes 6. */
export function readLayout(text: string, position: number): Layout {
  const fail = (message: string, cause?: unknown): SnapshotError =>
    new SnapshotError('ERR_SNAPSHOT_NOT_A_SNAPSHOT', message, { position, cause });
  let header: Header;
  try {
    header = JSON.parse(text) as Header;
  } catch (error) {
    throw fail('the "snapshot" header is not valid JSON', error);
  }
  const meta = header?.meta;
  if (typeof meta !== 'object' || meta === null) throw fail('the header has no "meta"');

  const names = (value: unknown, what: string): string[] => {
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
      throw fail(`the header has no ${what}`);
    }
    return value;
  };
  const nodeFields = names(meta.node_fields, 'node_fields');
  const edgeFields = names(meta.edge_fields, 'edge_fields');
  const locationFields = names(meta.location_fields ?? [], 'location_fields');
  const sampleFields = names(meta.sample_fields ?? [], 'sample_fields');
  const traceFields = names(meta.trace_node_fields ?? [], 'trace_node_fields');
  const infoFields = names(meta.trace_function_info_fields ?? [], 'trace_function_info_fields');
  const need = (fields: string[], name: string, where: string): number => {
    const index = fields.indexOf(name);
    if (index < 0) throw fail(`${where} has no field "${name}"`);
    return index;
  };
  const node = {
    fields: nodeFields.length,
    type: need(nodeFields, 'type', 'node_fields'),
    name: need(nodeFields, 'name', 'node_fields'),
    id: need(nodeFields, 'id', 'node_fields'),
    selfSize: need(nodeFields, 'self_size', 'node_fields'),
    edgeCount: need(nodeFields, 'edge_count', 'node_fields'),
    traceNodeId: nodeFields.indexOf('trace_node_id'),
    detachedness: nodeFields.indexOf('detachedness'),
  };
  const edge = {
    fields: edgeFields.length,
    type: need(edgeFields, 'type', 'edge_fields'),
    name: need(edgeFields, 'name_or_index', 'edge_fields'),
    toNode: need(edgeFields, 'to_node', 'edge_fields'),
  };
  // Node 24 lists one type more than it has fields: only the entry of `type` matters.
  const types = (value: unknown, index: number, what: string): string[] =>
    names(Array.isArray(value) ? value[index] : undefined, what);
  const nodeTypes = types(meta.node_types, node.type, 'node_types');
  const edgeTypes = types(meta.edge_types, edge.type, 'edge_types');
  if (nodeTypes.length > MAX_NODE_TYPES || edgeTypes.length > MAX_EDGE_TYPES) {
    throw new SnapshotError(
      'ERR_SNAPSHOT_UNSUPPORTED',
      `${nodeTypes.length} node types and ${edgeTypes.length} edge types; up to ${MAX_NODE_TYPES} and ${MAX_EDGE_TYPES} can be read`,
      { position },
    );
  }
  const count = (value: unknown, what: string): number => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xffff_fffe) {
      throw fail(`${what} is ${JSON.stringify(value)}, expected a whole number`);
    }
    return value;
  };
  const rootIndex = count(header.root_index ?? 0, 'root_index');
  if (rootIndex % node.fields !== 0) throw fail(`root_index ${rootIndex} is not at a node`);
  return {
    nodeCount: count(header.node_count, 'node_count'),
    edgeCount: count(header.edge_count, 'edge_count'),
    rootOrdinal: rootIndex / node.fields,
    extraNativeBytes: typeof header.extra_native_bytes === 'number' ? header.extra_native_bytes : 0,
    nodeTypes,
    edgeTypes,
    node,
    edge,
    location: {
      fields: locationFields.length,
      object: locationFields.indexOf('object_index'),
      scriptId: locationFields.indexOf('script_id'),
      line: locationFields.indexOf('line'),
      column: locationFields.indexOf('column'),
    },
    sample: {
      fields: sampleFields.length,
      timestamp: sampleFields.indexOf('timestamp_us'),
      lastAssignedId: sampleFields.indexOf('last_assigned_id'),
    },
    trace: {
      nodeFields: traceFields.length,
      id: traceFields.indexOf('id'),
      functionIndex: traceFields.indexOf('function_info_index'),
      children: traceFields.indexOf('children'),
      infoFields: infoFields.length,
      name: infoFields.indexOf('name'),
      script: infoFields.indexOf('script_name'),
      line: infoFields.indexOf('line'),
      column: infoFields.indexOf('column'),
    },
  };
}
