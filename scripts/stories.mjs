// Stories with real media and real time may fail once because the machine was busy, so each is told a second time
// before it counts. One that needed that has passed, is named at the end of the run, and few of them are borne: many
// mean that something is wrong with the player or with the stories.

/** In one run, over all suites together. */
export const flakyAllowed = 2;

/** Every story of Playwright's JSON report, with how it ended: expected, unexpected, flaky or skipped. */
function* storiesOf({ suites = [], specs = [] }, above = []) {
  for (const { file, line, title, tests } of specs) {
    for (const { projectName, status } of tests) {
      const name = [`${file}:${line}`, ...above, title].join(' › ');
      yield { name: projectName ? `[${projectName}] ${name}` : name, status };
    }
  }
  for (const suite of suites) {
    // The outermost suites are the files, which the name begins with.
    yield* storiesOf(suite, suite.title === suite.file ? above : [...above, suite.title]);
  }
}

/** What one suite's report says. Playwright's exit code also knows of what is no story: a set-up, the time for all. */
export function readReport(report, code) {
  const stories = [...storiesOf(report)];
  const count = (status) => stories.filter((story) => story.status === status).length;
  const flaky = stories.filter(({ status }) => status === 'flaky').map(({ name }) => name);
  const failed = count('unexpected');
  return {
    passed: count('expected') + flaky.length,
    failed: failed || (code === 0 ? 0 : 1),
    flaky,
  };
}

/** The last lines of a run, and whether it has passed. Too many flaky stories are one failure more. */
export function verdict(results) {
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  const flaky = results.flatMap((result) => result.flaky ?? []);
  const tooMany = flaky.length > flakyAllowed;
  const failed = sum('failed') + (tooMany ? 1 : 0);
  const lines = flaky.map((name) => `flaky: ${name}`);
  if (tooMany) {
    lines.push(
      `flaky: ${flaky.length} stories needed a second try, ${flakyAllowed} may: one failure more`,
    );
  }
  return { lines: [...lines, `${sum('passed')} passed, ${failed} failed`], ok: failed === 0 };
}
