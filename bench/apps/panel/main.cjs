'use strict';
const { join } = require('node:path');
require('../probe.cjs').probe('button[data-open][aria-label*="git_status"]');
// The product as it was built. Not a literal path: the build's output is nothing for the type checker to read.
require(join(__dirname, '../../../out-bench/main/main.cjs'));
