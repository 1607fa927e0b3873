#!/bin/bash
git clone https://git.example.com/shop.git /opt/shop
cd /opt/shop/api && npm ci && npm start &
