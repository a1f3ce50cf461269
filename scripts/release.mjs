// `npm run release`: packs and checks what would be published, and tries to publish it without doing so.
// --publish does it. Refuses before it has built anything, and says everything that is in the way.
import { readText } from './files.mjs';
import { build } from './build.mjs';
import { checkPackages } from './check-package.mjs';
import { ask, Failure, isMain, main, run } from './run.mjs';
import { setup } from './setup.mjs';

// https://semver.org, without the build metadata, which a registry ignores.
const semantic = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9a-z.-]+)?$/i;

const headingOf = (line) => /^## (\S+)(.*)$/.exec(line)?.slice(1);

/** The change notes of one version: what stands below its heading, or undefined without one. */
export function notesOf(changelog, version) {
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => headingOf(line)?.[0] === version);
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(headingOf);
  return rest
    .slice(0, end < 0 ? undefined : end)
    .join('\n')
    .trim();
}

/**
 * Everything that speaks against a release.
 *
 * @param facts `version` of package.json, `lockVersion`, the text of `changelog`, `changed` files, `tags`, and the `links`
 * of package.json
 */
export function refusals({ version, lockVersion, changelog, changed, tags, links = [] }) {
  const notes = notesOf(changelog, version);
  const unreleased = changelog.split('\n').some((line) => /^## Unreleased/i.test(line));
  return [
    !semantic.test(version) && `${version} is no semantic version`,
    lockVersion !== version && `package-lock.json still says ${lockVersion}`,
    notes === undefined && `CHANGELOG.md has no section "## ${version}"`,
    notes === '' && `the section ${version} of CHANGELOG.md is empty`,
    unreleased && 'CHANGELOG.md has a section of unreleased changes',
    tags.includes(`v${version}`) && `there is a tag v${version} already`,
    ...links
      .filter((link) => link.includes('.example'))
      .map((link) => `package.json still leads to a placeholder: ${link}`),
    ...changed.map((line) => `not committed: ${line}`),
  ].filter((reason) => reason !== false);
}

function facts() {
  const git = (...args) => (ask('git', args) ?? '').split('\n').filter((line) => line !== '');
  const { version, repository, homepage, bugs } = JSON.parse(readText('package.json'));
  return {
    version,
    links: [repository.url, homepage, bugs],
    lockVersion: JSON.parse(readText('package-lock.json')).version,
    changelog: readText('CHANGELOG.md'),
    changed: git('status', '--porcelain'),
    tags: git('tag', '--list'),
  };
}

function refuseIf(reasons) {
  if (reasons.length > 0)
    throw new Failure(reasons.map((reason) => `release: ${reason}`).join('\n'));
}

async function release(publish) {
  refuseIf(refusals(facts()));
  const env = await setup('test');
  await build(env);
  const { wrong, tarballs } = await checkPackages();
  refuseIf(wrong);
  await run(process.execPath, ['--import', 'tsx', 'tests/bench/size.ts']);
  // The very files that were checked. npm says no to a version that is there already.
  for (const tarball of tarballs) {
    await run('npm', ['publish', tarball, '--ignore-scripts', ...(publish ? [] : ['--dry-run'])], {
      env,
    });
  }
  console.log(publish ? 'release: published' : 'release: nothing was published (--publish does)');
}

if (isMain(import.meta.url)) {
  await main(() => release(process.argv.includes('--publish')));
}
