// Runs in Node: prints the page's markup.

import { renderToString } from 'react-dom/server';
import { App } from './app.js';

process.stdout.write(renderToString(<App />));
