#!/bin/sh
set -e
alembic upgrade head
exec gunicorn -k uvicorn.workers.UvicornWorker main:app
