setInterval(() => console.log("counting boats"), 60000);
