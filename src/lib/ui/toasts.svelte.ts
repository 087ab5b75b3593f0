export interface Toast {
  id: number;
  words: string;
  undo?: () => void;
}

let next = 1;
let list = $state<Toast[]>([]);

/** Short messages about what happened elsewhere or can be undone; never for a plain save. */
export const toasts = {
  get list(): readonly Toast[] {
    return list;
  },
  show(words: string, undo?: () => void): number {
    const id = next++;
    list = [...list.slice(-2), undo ? { id, words, undo } : { id, words }];
    // An undo needs time to be read and reached.
    setTimeout(() => toasts.close(id), undo ? 12_000 : 7_000);
    return id;
  },
  close(id: number): void {
    list = list.filter((toast) => toast.id !== id);
  },
};
