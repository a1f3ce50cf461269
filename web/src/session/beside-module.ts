// What a session needs once it has its module, and not before: loaded together with that, so that a page on which
// nobody watches yet does not pay for it.

export { createSession } from './native-session.js';
export { NoticeReader } from './reader.js';
export { laterEnglish } from '../words/later-english.js';
