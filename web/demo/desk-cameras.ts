/** The cameras of the desk, in their order; the server and the page agree on them. */
export const deskCameras: readonly DeskCamera[] = [
  { id: 'front-door', name: 'Front door', power: 'line' },
  { id: 'garden', name: 'Garden', power: 'battery' },
  { id: 'car-park', name: 'Car park', power: 'line' },
  { id: 'warehouse', name: 'Warehouse', power: 'line' },
  { id: 'lobby', name: 'Lobby', power: 'line' },
  { id: 'lane', name: 'Back lane', power: 'battery' },
  { id: 'lift', name: 'Lift', power: 'line' },
  { id: 'pool', name: 'Pool', power: 'battery' },
  { id: 'roof', name: 'Roof', power: 'line' },
];

export interface DeskCamera {
  readonly id: string;
  readonly name: string;
  readonly power: 'battery' | 'line';
}
