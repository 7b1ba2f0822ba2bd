import type { PathStep } from './path-step.ts';

/** Says several steps as one where they begin at `index`; undefined where the rule does not fit. */
type Rule = (
  steps: readonly PathStep[],
  index: number,
) => { said: PathStep; used: number } | undefined;

const RULES: readonly Rule[] = [listener, eventTargetListener, timer, handle];

/**
 * Takes out of a path what only Node.js' own authors would recognise: `_events` and its arrays are a
 * listener of an event, a chain of timer lists is an active timer, a native object and the callback
 * on it are the handle of what runs.
 */
export function withoutPlumbing(steps: readonly PathStep[]): PathStep[] {
  const said: PathStep[] = [];
  for (let index = 0; index < steps.length;) {
    const found = RULES.map((rule) => rule(steps, index)).find(Boolean);
    said.push(found ? found.said : steps[index]!);
    index += found ? found.used : 1;
  }
  // The way to the timers leads over any of Node's functions that knows them: all of them say nothing.
  const at = said.findLastIndex((step) => step.edge.startsWith('active timer'));
  return at > 1 ? [said[0]!, ...said.slice(at)] : said;
}

function say(step: PathStep, edge: string): PathStep {
  return { ...step, edge, text: `${edge} -> ${step.name}` };
}

/** EventEmitter: one listener stands in `_events` itself, several in an array. */
function listener(steps: readonly PathStep[], index: number): ReturnType<Rule> {
  const [events, event, several] = steps.slice(index, index + 3);
  const name = /^property (.+)$/.exec(event?.edge ?? '')?.[1];
  if (events?.edge !== 'property _events' || name === undefined) return undefined;
  const inArray = event!.name === 'Array' && several?.edge.startsWith('element ');
  const target = inArray ? several! : event!;
  return { said: say(target, `listener of ${JSON.stringify(name)}`), used: inArray ? 3 : 2 };
}

/** EventTarget: a Map from the event's name to a list of listeners. */
function eventTargetListener(steps: readonly PathStep[], index: number): ReturnType<Rule> {
  if (steps[index]?.edge !== 'property <symbol kEvents>') return undefined;
  let at = index + 1;
  const name = /^value of (".*") in the Map$/.exec(steps[at]?.edge ?? '')?.[1];
  while (steps[at + 1]?.edge === 'property next') at++;
  const target = steps[at + 1];
  if (!target || !/^property (listener|callback)$/.test(target.edge)) return undefined;
  return { said: say(target, `listener of ${name ?? 'an event'}`), used: at + 2 - index };
}

/** Timers of one duration hang in one list. */
function timer(steps: readonly PathStep[], index: number): ReturnType<Rule> {
  const [map, list, first] = steps.slice(index, index + 3);
  const duration = /^element (\d+)$/.exec(list?.edge ?? '')?.[1];
  if (!/^(?:closure )?variable timerListMap/.test(map?.edge ?? '') || duration === undefined)
    return undefined;
  if (list!.name !== 'TimersList' || first?.name !== 'Timeout') return undefined;
  const { repeated: _, ...timeout } = first;
  return { said: say(timeout, `active timer of ${duration} ms`), used: 3 };
}

/** A native object, its JavaScript half, and the callback through which that knows the object. */
function handle(steps: readonly PathStep[], index: number): ReturnType<Rule> {
  if (index === 0) return undefined;
  const native = steps[index]!.name.startsWith('Node / ') ? 1 : 0;
  const [half, callback, object] = steps.slice(index + native, index + native + 3);
  if (!half) return undefined;
  const edge = half.name === 'Worker' ? 'handle of a running thread' : 'native handle';
  if (
    callback?.name.startsWith('closure ') &&
    callback.location?.file.startsWith('node:') &&
    object &&
    /^(?:closure )?variable this/.test(object.edge) &&
    object.name === half.name
  ) {
    return { said: say(object, edge), used: native + 3 };
  }
  return native === 1 && !half.name.startsWith('Node / ')
    ? { said: say(half, edge), used: 2 }
    : undefined;
}
