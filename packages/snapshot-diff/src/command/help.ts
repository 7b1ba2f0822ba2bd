export type HelpTopic = 'compare' | 'summary' | 'paths' | 'capture' | 'hunt';

const EXIT_STATUS = `Exit status
  0   no leak: no class grew by a multiple of a given count, or all stayed within the budget
  1   leak: at least one class did, or went over the budget
  2   inconclusive: classes grew, and no count was given
`;

const FAILURES = `  64  wrong usage    65  not a readable snapshot    66  no such file    73  cannot write a report
`;

const PROCESS_FAILURES = `  64  wrong usage                66  no such process          69  not reached, or it ended
  73  cannot write there         75  not enough memory or disk, or no answer in time
  76  not an inspector           77  not permitted            128 + signal when stopped
`;

const PROCESS = `  --pid P            a Node.js process on this machine. It needs no flag and no change: SIGUSR1
                     opens its inspector on 127.0.0.1, which is closed again at the end.
                     A container: run this inside it. Windows: use --inspect
  --inspect H:P      address of an inspector that is open already; it stays open
  --remote           allow an address that is not on this machine
  --threads WHICH    all (default), main, or thread ids such as 1,3
  --timeout TIME     for the inspector to open, and a thread to answer (default 10s)
  --force            capture although the estimate says that memory or disk would not do
  --factor N         memory per byte of heap in that estimate (default 23, the worst measured;
                     heaps of mixed objects take 5 to 10)
`;

/** What `--help` says, for each command. */
export const HELP: Readonly<Record<HelpTopic, string>> = {
  compare: `Usage: snapshot-diff BASE TARGET [MORE...] [--tasks N] [--count NAME=N]... [options]
       snapshot-diff hunt    --pid P --for 60s | --tasks N   a live process: capture, wait, compare
       snapshot-diff capture --pid P --out DIR               a live process: all its threads
       snapshot-diff summary FILE                            what one snapshot holds
       snapshot-diff paths   FILE --class NAME | --id N      who holds the objects of a class
       snapshot-diff COMMAND --help                          more about each

Compares two V8 heap snapshots of one isolate (main thread or worker) and names what leaks.

  BASE, TARGET       .heapsnapshot files of the same process, the earlier one first
  MORE               a third, later one: then only what came between the first two and is still
                     there in the third counts (what a cache replaces drops out). Four or more,
                     with as many tasks in every step: what grew by k per task in each step
  --tasks N          tasks that ran between the two; short for --count task=N
  --count NAME=N     any other event between the two, such as failure=11; may be repeated
  --budget FILE      growth that is allowed: {"totalBytes": N, "classes": {"Session": 10}}
  --baseline FILE    a stored heap to compare the last one with; written where it is missing
  --json FILE        write the whole report as JSON; "-" writes it to standard output instead
                     of the table
  --markdown FILE    write the report as Markdown, for a pull request
  --html FILE        write it as one HTML file, with a tree map of what the heap is made of
  --top N            rows per table (default 20)
  -h, --help         this text

How to find a leak
  A service is leaking now?    snapshot-diff hunt --pid P --tasks 101
  From inside, or in CI:
  1. Let the service warm up, let it become idle, take a snapshot:
       node -e "require('node:v8').writeHeapSnapshot('a.heapsnapshot')"   (in the service)
  2. Run exactly 101 tasks (a prime number), let it become idle, take another.
  3. snapshot-diff a.heapsnapshot b.heapsnapshot --tasks 101
  A class that grew by 1 × 101 or 2 × 101 objects belongs to the tasks: nothing else in a process
  grows by just that number. It is shown with what holds it and the line that defined it.

${EXIT_STATUS}${FAILURES}
Examples
  snapshot-diff before.heapsnapshot after.heapsnapshot --tasks 101 --count failure=11
  snapshot-diff a.heapsnapshot b.heapsnapshot --tasks 101 --json - | jq '.suspects[0]'
`,
  summary: `Usage: snapshot-diff summary FILE [--json FILE] [--top N]

Tells what one snapshot holds: sizes by kind, the objects that keep most alive, the largest classes,
texts that are held more than once, detached objects (DOM nodes out of the document), and, if V8
tracked allocations when it was taken, which calls allocated what is there.

  --json FILE        write it as JSON; "-" writes it to standard output instead of the text
  --top N            rows per table (default 20)

Exit status: 0, or
${FAILURES}
Example
  snapshot-diff summary b.heapsnapshot --top 10
`,
  paths: `Usage: snapshot-diff paths FILE --class NAME | --id N [--what-if] [--json FILE] [--top N]

Tells who holds the objects of a class, or one object: the different ways from the root, each step
with its line where it is known. The last step is the reference that has to go. If V8 tracked
allocations when the snapshot was taken, also which calls allocated them.

  --class NAME       name of a class, or its key as in the JSON
  --id N             id of one object, as shown behind "@"
  --what-if          also tell what would be freed without the last reference of each path, and
                     with --id without any reference to the object. Exact: the heap is walked anew
  --json FILE        write them as JSON; "-" writes it to standard output instead of the text
  --top N            paths (default 3)

Exit status: 0; 1 when there is no such object, or
${FAILURES}
Example
  snapshot-diff paths after-main.heapsnapshot --class Session
  snapshot-diff paths after-main.heapsnapshot --id 90133 --what-if
`,
  capture: `Usage: snapshot-diff capture --pid P | --inspect HOST:PORT --out DIR [options]

Takes a heap snapshot of every thread of a live process: main.heapsnapshot, worker-1.heapsnapshot, …
Each thread stands still while it is captured (about 1 s for 10 MB of heap), the others run.

${PROCESS}  --out DIR          where the files go; made if missing. Each appears when it is whole
  --prefix TEXT      begins each file name
  --json FILE        write what was captured as JSON; "-" to standard output

A snapshot takes many times the heap in memory, in the process itself. What is left to it (machine,
control groups) and the free disk are looked at first; what would not fit is refused.
To compare, use hunt, or one connection in the API: on Node.js 20 and 22 the ids of objects may be
lost when a connection ends.

Exit status: 0; 2 when some threads were not captured, or
${PROCESS_FAILURES}
Examples
  snapshot-diff capture --pid 4711 --out /tmp/heap
  kubectl exec POD -- npx @watertight/snapshot-diff capture --pid 1 --out /tmp/heap
`,
  hunt: `Usage: snapshot-diff hunt --pid P | --inspect HOST:PORT
                          --tasks N | --run COMMAND | --for TIME [options]

Captures every thread of a live process, waits, captures again, compares, and names what leaks:
class, count, what holds it, file and line, thread. Meanwhile it watches threads, file descriptors
and memory. Nothing is written unless asked for: snapshots go straight into the comparison.

What happens between the two captures
  --tasks N          you run exactly N tasks, then press Enter (or write a line to standard input)
  --run COMMAND      this command runs them; the hunt goes on when it exits with 0
  --for TIME         60s, 5m, …: the service does what it does

What is counted: a leak grows by 1 × N or 2 × N objects, nothing else does. Take a prime number.
  --tasks N          tasks that run meanwhile; also with --run and --for
  --count NAME=N     any other event, such as failure=11; may be repeated
  --count NAME=EXPRESSION
                     read in the main thread of the process before and after, in its global scope,
                     such as order='globalThis.stats.orders'
  Without any, the HTTP requests of the main thread are counted, by a listener put in meanwhile.

Which process
${PROCESS}
What comes out
  --settle TIME      rest before the second capture, for what is just ending (default 1s)
  --out DIR          keep the snapshots: DIR/before-main.heapsnapshot, …
  --budget FILE      growth that is allowed: {"totalBytes": N, "classes": {"Session": 10}}
  --json FILE, --markdown FILE, --html FILE, --top N      as in snapshot-diff --help

At 3 in the morning
  1. ps -e | grep node                                     the pid
  2. snapshot-diff hunt --pid P --for 60s                  what grows under the load there is
  3. snapshot-diff hunt --pid P --tasks 101                on one instance without other load:
     run 101 tasks, press Enter. What leaks is named with its line.
  Each thread stands still during its captures; take the instance out of the load balancer first if
  that hurts. Ctrl-C stops the hunt, closes the inspector, and leaves the process running.

${EXIT_STATUS}${PROCESS_FAILURES}
Examples
  snapshot-diff hunt --pid 4711 --tasks 101 --run 'node send-tasks.mjs 101'
  snapshot-diff hunt --pid 4711 --for 5m --count order='globalThis.stats.orders' --html hunt.html
  kubectl port-forward POD 9229 & snapshot-diff hunt --inspect 127.0.0.1:9229 --for 60s
`,
};
