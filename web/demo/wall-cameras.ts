/** The cameras of the wall; the server and the page agree on them. */
export const wallCameras: readonly WallCamera[] = [
  'Gate',
  'Drive',
  'Porch',
  'Hall',
  'Kitchen',
  'Terrace',
  'Lawn',
  'Pond',
  'Shed',
  'Workshop',
  'Stairs',
  'Cellar',
  'Attic',
  'Roof',
  'Lane',
  'Car park',
].map((name, index) => ({
  name,
  id: `wall-${String(index + 1)}`,
  power: index % 3 === 2 ? 'battery' : 'line',
}));

export interface WallCamera {
  readonly id: string;
  readonly name: string;
  readonly power: 'battery' | 'line';
}
