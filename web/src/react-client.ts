'use client';
// What server components get in place of react.ts (the condition `react-server`). The directive stands here, and so in
// nobody's build without server components, where bundlers warn that it may mean nothing.

export { RingLive } from './react.js';
