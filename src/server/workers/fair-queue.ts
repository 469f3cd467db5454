/** A queue in which clients take turns, no matter how many items each of them has waiting. */
export interface FairQueue<T> {
  readonly size: number;
  /** The number of items of this client. */
  waiting(client: string): number;
  add(client: string, item: T): void;
  /** Takes the next client's oldest item. */
  take(): T | undefined;
  /** @returns whether the item was still waiting */
  remove(client: string, item: T): boolean;
}

export function createFairQueue<T>(): FairQueue<T> {
  /** The first client has the next turn. */
  const clients = new Map<string, T[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    waiting: (client) => clients.get(client)?.length ?? 0,
    add(client, item) {
      const items = clients.get(client);
      if (items === undefined) clients.set(client, [item]);
      else items.push(item);
      size++;
    },
    take() {
      const [next] = clients;
      if (next === undefined) return undefined;
      const [client, items] = next;
      const item = items.shift()!;
      size--;
      clients.delete(client);
      if (items.length > 0) clients.set(client, items);
      return item;
    },
    remove(client, item) {
      const items = clients.get(client) ?? [];
      const at = items.indexOf(item);
      if (at === -1) return false;
      items.splice(at, 1);
      size--;
      if (items.length === 0) clients.delete(client);
      return true;
    },
  };
}
