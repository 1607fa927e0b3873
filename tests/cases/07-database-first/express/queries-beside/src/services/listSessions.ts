import Session from "../models/Session";

const listSessions = async (): Promise<Session[]> => {
  const sessions = await Session.findAll();

  return sessions;
};

export default listSessions;
