export const loadSettings = async () => ({ port: 3000 });
