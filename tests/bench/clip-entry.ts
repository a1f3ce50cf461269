// What a page has that imports both: see size.ts.

import '../../dist/src/element/register.js';
import '../../dist/src/clip/index.js';
