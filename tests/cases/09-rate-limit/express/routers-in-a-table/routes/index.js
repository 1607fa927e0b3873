const { Router } = require("express");
const accounts = require("./accounts");
const visits = require("./visits");
const { hooks } = require("./hooks");

const router = Router();

const mounted = [
  { path: "/accounts", handler: accounts },
  { path: "/visits", handler: visits },
];

mounted.forEach(({ path, handler }) => {
  router.use(path, handler);
});

for (const [path, handler] of Object.entries({ "/hooks": hooks })) {
  router.use(path, handler);
}

module.exports = router;
