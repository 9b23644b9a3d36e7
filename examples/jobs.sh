#!/bin/sh
# Lists all jobs of root/virtualization/v2, of whatever class: an optimised Enumerate, then Pull until the end.
. "$(dirname "$0")/soap.sh"

# The jobs of one page: state, percent, class, InstanceID.
rows() {
    elements | awk -F '\t' '
        function flush() { if (id != "") print state, percent, class, id; id = "" }
        $1 ~ /Job$/ && $2 == "" { flush(); class = $1 }
        $1 == "InstanceID" { id = $2 }
        $1 == "JobState" { state = $2 }
        $1 == "PercentComplete" { percent = $2 }
        END { flush() }' |
        while read -r state percent class id; do
            printf '%-14s %4s %%  %-42s %s\n' "$(state_name "$state")" "$percent" "$class" "$id"
        done
}

post enumerate-jobs.xml
rows
while context=$(value EnumerationContext) && [ -n "$context" ]; do
    post pull-jobs.xml "Context=$context"
    rows
done
