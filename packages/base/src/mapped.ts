/**
 * As `list.map(one)`, for what very many readers see: V8 makes the result of `map` of another kind (with room for holes) once it
 * has compiled the caller well, and then compiles everything anew that reads such results.
 */
export function mapped<From, To>(list: readonly From[], one: (element: From, index: number) => To): To[] {
  const made: To[] = [];
  for (let i = 0; i < list.length; i++) made.push(one(list[i]!, i));
  return made;
}
