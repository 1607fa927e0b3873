#!/bin/sh
set -e

if [ "$ROLE" = "web" ]; then
  npm run migrate
  exec node /app/src/entrypoint.js
else
  exec node /app/src/worker.js
fi
