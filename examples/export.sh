#!/bin/sh
# Starts the export of a reference point and prints the InstanceID of the job that does it.
. "$(dirname "$0")/soap.sh"

post export.xml
if [ "$(value ReturnValue)" != 4096 ]; then
    echo "The export did not start: ReturnValue $(value ReturnValue)" >&2
    exit 1
fi
sed 's/.*<w:Selector[^>]* Name="InstanceID"[^>]*>\([^<]*\)<.*/\1/' "$work/reply"
echo
