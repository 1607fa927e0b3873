const Rota = require("./rota");

const rota = new Rota();
rota.init();
rota.open();
