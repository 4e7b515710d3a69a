/** What VS Code keeps for an extension, with the same methods. */
export class Memory {
  readonly values = new Map<string, unknown>();
  keys = () => [...this.values.keys()];
  get = <T>(key: string, fallback?: T): T => (this.values.get(key) ?? fallback) as T;
  update = async (key: string, value: unknown) =>
    void (value === undefined ? this.values.delete(key) : this.values.set(key, value));
}
