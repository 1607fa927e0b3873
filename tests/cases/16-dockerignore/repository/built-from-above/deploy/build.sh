#!/bin/sh
set -e
cd "$(dirname "$0")/.."
docker build -t api -f api/Dockerfile .
