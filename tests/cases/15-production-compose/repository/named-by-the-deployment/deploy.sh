#!/bin/sh
set -e
rsync -a . deploy@shop.example.com:/opt/shop
ssh deploy@shop.example.com "cd /opt/shop && docker compose -f docker-compose.prod.yml up -d --build"
