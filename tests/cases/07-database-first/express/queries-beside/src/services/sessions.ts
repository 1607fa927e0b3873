import Session from "../models/Session";
import listSessions from "./listSessions";

export const startSessions = async (): Promise<void> => {
  const sessions = await listSessions();
  sessions.forEach(session => {
    session.update({ status: "OPENING" });
  });
};

export const sweepSessions = (): void => {
  setInterval(() => Session.destroy({ where: { status: "CLOSED" } }), 60000);
};
