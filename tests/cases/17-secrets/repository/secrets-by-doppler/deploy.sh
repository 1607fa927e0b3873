#!/bin/sh
doppler run -- docker compose -f docker-compose.prod.yml up -d
