#!/bin/sh
# Watches an export job until it ends: a line for each change. Exit code 0 when it ended well.
. "$(dirname "$0")/soap.sh"

job=$(job_argument "$@")
last=
while :; do
    post get-job.xml "InstanceID=$job"
    state=$(value JobState)
    line=$(printf '%s, %s %%: %s' "$(state_name "$state")" "$(value PercentComplete)" "$(value JobStatus)")
    if [ "$line" != "$last" ]; then
        echo "$line"
        last=$line
    fi
    case $state in
    7 | 32768) exit 0 ;;
    8 | 9 | 10)
        echo "Error $(value ErrorCode): $(value ErrorDescription)"
        exit 1
        ;;
    esac
    sleep 0.2
done
