// Links of published Markdown: those to files that are not published lead to the repository, which the page of the
// package and its files in node_modules do without.
import { posix } from 'node:path';

// `[words](place#heading)`; a scheme or a heading of the same file is no place.
const link = /\]\(([^)\s#:]+)(#[^)\s]*)?\)/g;

const placeOf = (path, target) => posix.normalize(posix.join(posix.dirname(path), target));
const leadsTo = (place, published) =>
  published.some((each) => each === place || each.startsWith(`${place.replace(/\/$/, '')}/`));

/**
 * @param path Of the file that holds `text`, as `published` names files.
 * @param repository Address of the repository, as GitHub, Forgejo and Gitea lay out what is below it.
 */
export function withReachableLinks(text, path, published, repository) {
  return text.replace(link, (whole, target, heading = '') => {
    const place = placeOf(path, target);
    if (leadsTo(place, published)) return whole;
    const view = /\.(png|svg|jpe?g)$/.test(place) ? 'raw' : 'blob';
    return `](${repository}/${view}/HEAD/${place}${heading})`;
  });
}

/** Links of the file to what is not there. */
export const deadLinks = (text, path, published) =>
  [...text.matchAll(link)]
    .map(([, target]) => target)
    .filter((target) => !leadsTo(placeOf(path, target), published));
