import { hydrateRoot } from 'react-dom/client';
import { App } from './app.js';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
hydrateRoot(root, <App />, { onRecoverableError: console.error });
