// What jest gives tests as fast-check: property tests take the same cases each time, so that who lands a change is told of that
// change. HEDDLE_PROPERTY_SEED=N takes others, HEDDLE_PROPERTY_SEED=random new ones; a failure names its seed.
import fc from '../node_modules/fast-check/lib/fast-check.js';

const wanted = process.env.HEDDLE_PROPERTY_SEED ?? '2303';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });

export * from '../node_modules/fast-check/lib/fast-check.js';
export default fc;
