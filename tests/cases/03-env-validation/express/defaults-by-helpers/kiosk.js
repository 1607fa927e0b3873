const isFilled = (text) => typeof text === 'string' && text.length > 0;

function mode(value, fallback = 'plain') {
  if (!value || value.length === 0) return fallback;
  return value;
}

function address() {
  const given = process.env.KIOSK_ADDRESS;
  if (isFilled(given)) return given;
  return 'https://kiosk.example';
}

class Kiosk {
  constructor() {
    const floor = parseInt(process.env.KIOSK_FLOOR, 10);
    this.settings = {
      address: address(),
      floor: Number.isNaN(floor) ? 0 : floor,
      mode: mode(process.env.KIOSK_MODE),
      every: Number.isFinite(Number(process.env.KIOSK_EVERY)) ? Number(process.env.KIOSK_EVERY) : 5,
      shells: [process.env.LOCALAPPDATA, process.env.PATHEXT].join(';'),
    };
  }
}

exports.kiosk = new Kiosk();
