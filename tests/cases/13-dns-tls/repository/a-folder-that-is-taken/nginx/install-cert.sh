#!/bin/sh
echo "copies the files of the registrar"
