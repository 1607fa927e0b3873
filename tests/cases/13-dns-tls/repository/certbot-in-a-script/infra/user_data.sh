#!/bin/bash
apt-get install -y nginx certbot python3-certbot-nginx
certbot --nginx -d api.clinic.health
