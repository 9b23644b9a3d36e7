#!/bin/sh
# Who answers there? Identify is the one request that needs no addressing headers.
. "$(dirname "$0")/soap.sh"

post identify.xml
printf 'Vendor   %s\nVersion  %s\nProtocol %s\n' \
    "$(value ProductVendor)" "$(value ProductVersion)" "$(value ProtocolVersion)"
