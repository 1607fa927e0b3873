export async function forecast(req, res) {
  const answer = await fetch(`https://weather.example.com/v1/days?q=${req.query.place}&key=${process.env.WEATHER_KEY}`);
  res.json(await answer.json());
}

export async function stations(req, res) {
  const key = process.env.STATIONS_KEY;
  const url = "https://stations.example.com/list?key=" + key;
  const answer = await fetch(url);
  res.json(await answer.json());
}

export async function tickets(req, res) {
  const answer = await fetch("https://tickets.example.com/me", {
    headers: { authorization: `Bearer ${process.env.TICKETS_TOKEN}` },
  });
  res.json(await answer.json());
}

export function permit(req, res) {
  const key = process.env.PERMIT_KEY;
  if (!key) {
    throw new Error("no permits without their key");
  }
  res.json({ permit: `${key}-${req.query.train}` });
}
