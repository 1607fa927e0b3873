#!/bin/sh
set -eu
sudo tee /srv/recipes/.env > /dev/null <<EOF
DB_HOST=$DB_HOST
EOF
sudo systemctl restart recipes
