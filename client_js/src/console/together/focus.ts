/** Where the cursor goes when what was pressed is gone: never to nowhere. */

/** After the next drawing: what is not shown yet cannot take the focus. */
export function focusOn(...ids: readonly string[]): void {
  setTimeout(() => {
    for (const id of ids) {
      const element = document.getElementById(id);
      if (element === null || element.getClientRects().length === 0) continue;
      element.focus();
      return;
    }
  }, 0);
}
