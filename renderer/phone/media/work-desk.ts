interface WorkDeskOptions<Report> {
  worker: Worker;
  /** `end`: that was its last word. `fail`: it cannot go on. */
  hear: (report: Report, over: { end: () => void; fail: (error: unknown) => void }) => void;
  onFailed: (error: unknown) => void;
}

export interface WorkDesk<Order> {
  tell: (order: Order | { kind: 'stop' }, transfer?: Transferable[]) => void;
  /** Settles when the worker has ended its work, or cannot go on. */
  stop: () => Promise<void>;
}

/** The page's end of a worker that records. */
export function openWorkDesk<Order, Report>({ worker, hear, onFailed }: WorkDeskOptions<Report>): WorkDesk<Order> {
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const fail = (error: unknown): void => {
    end();
    onFailed(error);
  };
  worker.addEventListener('error', ({ message }) => fail(new Error(message)));
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => hear(data, { end, fail }));
  const tell: WorkDesk<Order>['tell'] = (order, transfer = []) => worker.postMessage(order, { transfer });
  return {
    tell,
    async stop() {
      tell({ kind: 'stop' });
      await over;
      worker.terminate();
    },
  };
}
