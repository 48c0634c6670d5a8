/** Stub. */
export function mountPlayer() {
  return () => {};
}
