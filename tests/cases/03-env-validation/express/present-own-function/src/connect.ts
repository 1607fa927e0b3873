export const connect = async () => fetch(process.env.BROKER_URL!);
