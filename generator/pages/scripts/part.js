// A part of the page that comes to life when it is put there, and ends with it: the theme puts pages in each other's place.

/** An element whose `begin` gets a signal that ends its listeners. */
export class Part extends HTMLElement {
  #ending;

  connectedCallback() {
    this.#ending = new AbortController();
    this.begin(this.#ending.signal);
  }

  disconnectedCallback() {
    this.#ending.abort();
    this.end?.();
  }
}
