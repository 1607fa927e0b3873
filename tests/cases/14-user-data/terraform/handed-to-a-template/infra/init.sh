#!/bin/bash
echo "${certificate}" >/etc/ssl/own.pem
