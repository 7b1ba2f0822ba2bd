export const HELP = `Usage: snapshot-diff BASE TARGET [FINAL] [--tasks N] [--count NAME=N]... [--json FILE]
                     [--markdown FILE] [--html FILE] [--top N]
       snapshot-diff summary FILE [--json FILE] [--top N]
       snapshot-diff paths FILE --class NAME | --id N [--json FILE] [--top N]

Compares two V8 heap snapshots of one isolate (main thread or worker) and names what leaks.
"summary" tells what one snapshot holds; "paths" tells who holds the objects of a class, or one.

  BASE, TARGET       .heapsnapshot files of the same process, the earlier one first
  FINAL              a third, later one: then only what came between the first two and is still
                     there in the third counts (what a cache replaces drops out)
  --tasks N          tasks that ran between the two; short for --count task=N
  --count NAME=N     any other event between the two, such as failure=11; may be repeated
  --json FILE        write the whole report as JSON; "-" writes it to standard output instead
                     of the table
  --markdown FILE    write the report as Markdown, for a pull request
  --html FILE        write it as one HTML file, with a tree map of what the heap is made of
  --top N            rows per table, or paths (default 20, and 3)
  --class NAME       name of a class, or its key as in the JSON
  --id N             id of one object, as shown behind "@"
  -h, --help         this text

How to find a leak
  1. Let the service warm up, let it become idle, take a snapshot:
       node -e "require('node:v8').writeHeapSnapshot('a.heapsnapshot')"   (in the service)
  2. Run exactly 101 tasks (a prime number), let it become idle, take another.
  3. snapshot-diff a.heapsnapshot b.heapsnapshot --tasks 101
  A class that grew by 1 × 101 or 2 × 101 objects belongs to the tasks: nothing else in a process
  grows by just that number. It is shown with what holds it and the line that defined it.

Exit status
  0   no leak: no class grew by a multiple of a given count
  1   leak: at least one class did
  2   inconclusive: classes grew, and no count was given
      summary: always 0; paths: 0, or 1 when there is no such object
  64  wrong usage    65  not a readable snapshot    66  no such file    73  cannot write a report

Examples
  snapshot-diff before.heapsnapshot after.heapsnapshot --tasks 101 --count failure=11
  snapshot-diff summary b.heapsnapshot --top 10
  snapshot-diff paths b.heapsnapshot --class Session
  snapshot-diff a.heapsnapshot b.heapsnapshot --tasks 101 --json - | jq '.suspects[0]'
`;
