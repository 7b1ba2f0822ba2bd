import { setTimeout as delay } from 'node:timers/promises';
import { AttachError } from '../errors.ts';
import { webSocketAt, type InspectorAddress } from './inspector-address.ts';
import { isNode, isNodeByPs } from './is-node.ts';
import { Proc, type ListeningSocket } from './proc.ts';

/** Between two looks at the process, in milliseconds. */
const INTERVAL = 20;
/** For an inspector to say that it is one. */
const PROBE = 1000;

/** Without a new port until then, the ports that the process had before are looked at. */
const SECOND_THOUGHT = 500;

export interface OpenOptions {
  timeout: number;
  /** Where `/proc` is found; where there is none, a port is all there is to go by. */
  procRoot: string;
  /** Where an inspector opens when nothing says otherwise. */
  defaultPort: number;
}

export interface OpenInspector {
  url: URL;
  /** Whether it was closed before: then it is for us to close it. */
  opened: boolean;
}

/**
 * Finds the inspector of a process on this machine, and has it opened with SIGUSR1 if it is not.
 * @throws {AttachError} ERR_ATTACH_NOT_FOUND, …_NOT_PERMITTED, …_NOT_NODE, …_NO_INSPECTOR
 */
export async function openInspector(pid: number, options: OpenOptions): Promise<OpenInspector> {
  if (process.platform === 'win32') {
    throw new AttachError(
      'ERR_ATTACH_NO_INSPECTOR',
      'Windows has no SIGUSR1: start the process with --inspect and give its inspector address',
    );
  }
  signal(pid, 0);
  const proc = new Proc(pid, options.procRoot);
  return proc.exists ? openByProc(pid, proc, options) : openByPort(pid, options);
}

async function openByProc(
  pid: number,
  proc: Proc,
  { timeout, defaultPort }: OpenOptions,
): Promise<OpenInspector> {
  const configured = refuse(pid, proc, defaultPort);
  const before = proc.listening();
  const known = before.filter(({ own, port }) => own && configured.includes(port));
  const already = await firstInspector(known);
  if (already) return { url: already, opened: false };
  const [port = defaultPort] = configured;
  if (port !== 0 && before.some((socket) => !socket.own && socket.port === port)) {
    throw new AttachError(
      'ERR_ATTACH_NO_INSPECTOR',
      `process ${pid} would open its inspector on port ${port}, which another process has: ${elsewhere}`,
    );
  }
  signal(pid, 'SIGUSR1');
  const asked = performance.now();
  const late = asked + timeout;
  let probed = false;
  while (performance.now() < late) {
    await delay(INTERVAL);
    signal(pid, 0);
    const now = proc.listening().filter((socket) => socket.own);
    const fresh = now.filter(
      (socket) => !before.some((old) => old.own && old.port === socket.port),
    );
    const url = await firstInspector(fresh);
    if (url) return { url, opened: true };
    // Nothing new: it may have been open all the time, on a port of its own choice.
    if (!probed && performance.now() > asked + SECOND_THOUGHT) {
      probed = true;
      const found = await firstInspector(now.filter(({ address }) => /^(127\.|::1)/.test(address)));
      if (found) return { url: found, opened: false };
    }
  }
  throw notOpened(pid, timeout);
}

const elsewhere =
  'end that one, or start the process with --inspect-port=0, which takes any free port';

/** What can be said before the signal. Returns the ports that the process was told to use. */
function refuse(pid: number, proc: Proc, defaultPort: number): number[] {
  const status = proc.status();
  if (!status || status.state === 'Z' || status.state === 'X') throw notFound(pid);
  if (!proc.sharesNetworkWithUs()) {
    throw new AttachError(
      'ERR_ATTACH_NOT_PERMITTED',
      `process ${pid} is in another network namespace (a container): its inspector is not to be reached from here. Run the command inside the container (docker exec, kubectl exec), or nsenter --net --target ${pid}`,
    );
  }
  if (proc.executable() === undefined) throw notPermitted(pid);
  if (!isNode(proc)) throw notNode(pid, proc.commandLine()[0] ?? proc.executable());
  const options = [...proc.commandLine(), ...(proc.environment('NODE_OPTIONS') ?? '').split(' ')];
  if (!status.catchesSigusr1) {
    throw new AttachError(
      'ERR_ATTACH_NO_INSPECTOR',
      `process ${pid} does not listen to SIGUSR1, which would end it (${options.includes('--disable-sigusr1') ? 'it runs with --disable-sigusr1' : 'its inspector is disabled, or it has just begun'}): start it with --inspect and give its inspector address`,
    );
  }
  return configuredPorts(options, defaultPort);
}

/** From `--inspect[-brk|-port|-wait][=[host:]port]` and its older spelling, the last one first. */
function configuredPorts(options: readonly string[], defaultPort: number): number[] {
  const ports = [defaultPort];
  for (const [index, option] of options.entries()) {
    const match = /^--(?:inspect(?:-brk|-wait|-port)?|debug-port)(?:=(.*))?$/.exec(option);
    if (!match) continue;
    const value = match[1] ?? (option.endsWith('-port') ? options[index + 1] : undefined);
    const port = /(?:^|:)(\d+)$/.exec(value ?? '')?.[1];
    if (port !== undefined) ports.unshift(Number(port));
  }
  return ports;
}

async function firstInspector(sockets: readonly ListeningSocket[]): Promise<URL | undefined> {
  for (const { address, port } of sockets) {
    const host = address.includes(':') ? '::1' : '127.0.0.1';
    const url = await webSocketAt({ host, port }, PROBE);
    if (url) return url;
  }
  return undefined;
}

/** Without `/proc` nothing tells whose port it is: the caller has to ask the process for its id. */
async function openByPort(
  pid: number,
  { timeout, defaultPort }: OpenOptions,
): Promise<OpenInspector> {
  if (!isNodeByPs(pid)) throw notNode(pid, undefined);
  const address: InspectorAddress = { host: '127.0.0.1', port: defaultPort };
  const already = await webSocketAt(address, PROBE);
  if (already) return { url: already, opened: false };
  signal(pid, 'SIGUSR1');
  const late = performance.now() + timeout;
  while (performance.now() < late) {
    await delay(INTERVAL);
    signal(pid, 0);
    const url = await webSocketAt(address, PROBE);
    if (url) return { url, opened: true };
  }
  throw notOpened(pid, timeout);
}

function signal(pid: number, name: 'SIGUSR1' | 0): void {
  try {
    process.kill(pid, name);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === 'EPERM' ? notPermitted(pid) : notFound(pid);
  }
}

function notFound(pid: number): AttachError {
  return new AttachError('ERR_ATTACH_NOT_FOUND', `there is no process ${pid}`);
}

function notPermitted(pid: number): AttachError {
  return new AttachError(
    'ERR_ATTACH_NOT_PERMITTED',
    `process ${pid} belongs to another user: run as that user, or as root`,
  );
}

function notNode(pid: number, program: string | undefined): AttachError {
  const name = program === undefined ? '' : ` (it runs ${program})`;
  return new AttachError(
    'ERR_ATTACH_NOT_NODE',
    `process ${pid} is no Node.js process${name}; it was not signalled`,
  );
}

function notOpened(pid: number, timeout: number): AttachError {
  return new AttachError(
    'ERR_ATTACH_NO_INSPECTOR',
    `process ${pid} did not open its inspector within ${timeout} ms: it may have a listener for SIGUSR1 of its own, or stand still in a native call; what it wrote to its stderr may tell. Else start it with --inspect and give its inspector address`,
  );
}
