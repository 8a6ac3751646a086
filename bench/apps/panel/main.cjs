'use strict';
// The product as it was built, with the probe in front.
require('../probe.cjs').probe('button[data-open][aria-label*="git_status"]');
require('../../../out-bench/main/main.cjs');
