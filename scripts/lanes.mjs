// Steps side by side: those of a lane one after the other, the lanes at the same time. What a step prints appears
// whole when it ends, never among another's lines; a lane that is alone shows it as it comes.

/** Calls work(item) for each item, `workers` at a time; the results in the items' order. */
export async function pool(items, workers, work) {
  const queue = items.entries();
  const results = [];
  async function worker() {
    for (const [index, item] of queue) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}

const toScreen = (text) => process.stdout.write(text);

/** Runs run(step, print) for every step of every lane; the results are in no particular order. */
export async function runLanes(lanes, run, print = toScreen) {
  const busy = lanes.filter((lane) => lane.length > 0);
  const runStep = async (step) => {
    if (busy.length === 1) return run(step, print);
    const kept = [];
    const result = await run(step, (text) => kept.push(Buffer.from(text)));
    print(Buffer.concat(kept));
    return result;
  };
  const results = await Promise.all(busy.map((lane) => pool(lane, 1, runStep)));
  return results.flat();
}
