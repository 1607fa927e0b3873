setInterval(() => console.log('swept'), 60_000);
