#!/bin/bash
git clone https://git.example.com/shop.git /opt/shop
cd /opt/shop && docker-compose up -d
