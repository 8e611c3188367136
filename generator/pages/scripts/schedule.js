// When a question comes back: the scheduler FSRS, with all its times in days.

import { createEmptyCard, fsrs, generatorParameters } from "../vendor/ts-fsrs.js";

const scheduler = fsrs(generatorParameters({ enable_fuzz: false, enable_short_term: false }));

/** Give a card after one more answer. `rating` is 1 for a wrong one, 2 hard, 3 good, 4 easy; `card` may be new. */
export function after(card, rating, now = new Date()) {
  return scheduler.next(card ?? createEmptyCard(now), now, rating).card;
}
