// The questions that a reader has answered, as cards that come back.

import { keep, kept } from "./store.js";

export const AGAIN = 1;
export const GOOD = 3;

/** Note an answer to the question `name`: its card is made, or comes back later or sooner than before. */
export async function note(name, rating) {
  try {
    const { after } = await import("./schedule.js");
    keep((all) => {
      all.cards[name] = after(all.cards[name], rating);
    });
  } catch (error) {
    // Without the scheduler (a connection that broke) the question makes its card another time.
    console.info(error);
  }
}

/** Give the names of the cards that are due, those that wait longest first. */
export function due(all = kept(), now = new Date()) {
  const found = Object.entries(all.cards).filter(([, card]) => new Date(card.due) <= now);
  return found.sort(([, one], [, other]) => new Date(one.due) - new Date(other.due)).map(([name]) => name);
}

/** Give the time at which the next card is due, null if there is none. */
export function nextDue(all = kept()) {
  const times = Object.values(all.cards).map((card) => new Date(card.due).getTime());
  return times.length ? new Date(Math.min(...times)) : null;
}

/** Give the key of the lesson that a card belongs to. */
export function lessonOf(name) {
  return name.slice(0, name.lastIndexOf(":"));
}
