export const io = {
  close: (): Promise<void> => Promise.resolve(),
};
