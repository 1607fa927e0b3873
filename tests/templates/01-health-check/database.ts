export const prisma = {
  $queryRaw: (query: TemplateStringsArray): PromiseLike<unknown> =>
    Promise.resolve(query),
};
