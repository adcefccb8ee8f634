/** A field that is given as undefined is a field that is not given. */
export function patched<T extends object>(before: T, patch: { readonly [Key in keyof T]?: T[Key] | undefined }): T {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(given) };
}
