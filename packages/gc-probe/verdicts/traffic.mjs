/** Requests that live for a while, with the garbage that they make: what a floor has in flight. */
export function traffic(perTick = 24, livesFor = 30) {
  const inFlight = [];
  let next = 0;
  return (load = 1) => {
    for (let i = 0; i < Math.round(perTick * load); i++) {
      next += 1;
      const rows = Array.from({ length: 60 }, (_, k) => ({ id: next, k, text: `row ${k}` }));
      inFlight.push({
        until: livesFor * (0.5 + Math.random()),
        rows,
        body: JSON.stringify(rows),
      });
    }
    for (let i = inFlight.length - 1; i >= 0; i--) {
      inFlight[i].until -= 1;
      if (inFlight[i].until <= 0) inFlight.splice(i, 1);
    }
  };
}
