#!/bin/sh
echo "PORT=${port}" >> /etc/environment
