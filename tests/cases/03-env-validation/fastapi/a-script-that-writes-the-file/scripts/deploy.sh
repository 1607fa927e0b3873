#!/bin/sh
set -eu
sudo tee /srv/parcels/.env > /dev/null <<EOF
DATABASE_URL=$DATABASE_URL
EOF
sudo systemctl restart parcels
