#!/bin/sh
# Reads the error of an export job: GetError returns an Msvm_Error as CIM-XML inside a string.
. "$(dirname "$0")/soap.sh"

job=$(job_argument "$@")
post get-error.xml "InstanceID=$job"
value Error > "$work/error"
if [ -z "$(cat "$work/error")" ]; then
    echo 'No error'
    exit 0
fi
mv "$work/error" "$work/reply"
awk 'BEGIN { RS = "<"; FS = ">" }
    /^PROPERTY/ { name = $1; sub(/.* NAME="/, "", name); sub(/".*/, "", name) }
    /^VALUE>/ { print name ": " $2 }' "$work/reply" | plain
