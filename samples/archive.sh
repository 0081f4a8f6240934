#!/bin/sh
# Keeps a dated copy of the reports, signed where a key is given, and verifies all that are kept.
#
#   archive.sh REPORTS ARCHIVE [KEY]      KEY: made once with ssh-keygen -t ed25519 -f KEY
#
# Each manifest holds the SHA-256 of the one before it, so that every night is to be kept, or none between the first and
# the last left out. A signature is checked with
#   ssh-keygen -Y verify -f allowed_signers -I registrar@example.edu -n override-report -s manifest.json.sig <manifest.json
set -eu
reports=$1 archive=$2 key=${3:-}

as_of=$(sed -n 's/^  "as_of" : "\(.*\)",$/\1/p' "$reports/manifest.json")
night=$archive/$(printf %s "$as_of" | tr -d :)
if [ ! -e "$night" ]; then
    mkdir -p "$archive"
    rm -rf "$night.part"
    cp -Rp "$reports" "$night.part"
    rm -rf "$night.part"/.override-report-*
    [ -z "$key" ] || ssh-keygen -q -Y sign -f "$key" -n override-report "$night.part/manifest.json"
    mv "$night.part" "$night"
fi
exec override-report verify "$archive"/*
