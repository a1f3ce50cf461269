// Outlines on a 24 by 24 grid, of buttons that only a picture has.

export const viewingIcons = {
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6Z',
  camera:
    'M9.2 4h5.6l1.5 2.2H19a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8.2a2 2 0 0 1 2-2h2.7ZM12 8.5a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4Zm0 1.9a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6Z',
  window:
    'M5 5h14a2 2 0 0 1 2 2v4h-2V7H5v10h5v2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Zm8 8h7a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1Z',
};

export type ViewingIcon = keyof typeof viewingIcons;
