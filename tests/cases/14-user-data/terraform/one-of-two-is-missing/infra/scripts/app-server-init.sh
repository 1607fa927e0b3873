#!/bin/bash
cd /opt/orders && docker compose -f docker-compose.prod.yml up -d
