#!/bin/sh
docker build -f apps/api/Dockerfile apps
docker buildx build --platform linux/amd64 --file=platform/ai/Dockerfile ./platform
