#!/bin/bash
apt-get install -y docker.io
