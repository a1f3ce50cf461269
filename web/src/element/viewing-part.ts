// Where that comes in which only a viewing needs (viewing.ts). It is there whenever the module is, so whenever there is a
// picture.

import { alongside } from '../session/alongside.js';

/** Players look at it when they change their look. */
export const viewingPart: { loaded?: typeof import('./viewing.js') } = {};

export const loadViewing = (): Promise<typeof import('./viewing.js')> => import('./viewing.js');

alongside.push(async () => {
  viewingPart.loaded = await loadViewing();
});
