type Closers = Record<string, () => unknown>;

export function shutDownOnSignal(_server: unknown, closers: Closers): void {
  for (const close of Object.values(closers)) {
    void close();
  }
}
