/** What of another program is dragged over a part of the window and dropped there. */
export class DropTarget {
  /** Over a child the pointer enters that before it leaves the parent: so many elements it is in. */
  #inside = $state(0);
  readonly over = $derived(this.#inside > 0);
  /** For the element that takes it, to be spread. */
  readonly handlers: {
    ondragenter(): void;
    ondragleave(): void;
    ondragover(event: DragEvent): void;
    ondrop(event: DragEvent): void;
  };

  /** @param take what was dropped; to be read at once, as the browser clears it after the event */
  constructor(take: (dropped: DataTransfer | null) => unknown) {
    this.handlers = {
      ondragenter: () => {
        this.#inside += 1;
      },
      ondragleave: () => {
        this.#inside -= 1;
      },
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        this.#inside = 0;
        void take(event.dataTransfer);
      },
    };
  }
}
